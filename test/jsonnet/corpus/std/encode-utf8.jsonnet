[std.encodeUTF8('aé€😀'), std.encodeUTF8('')]
