std.base64('€')
