[std.base64('é'), std.base64Decode('w6k=')]
