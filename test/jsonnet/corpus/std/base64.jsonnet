[std.base64('hello'), std.base64(''), std.base64('a'), std.base64('ab'), std.base64([0, 255, 128]), std.base64([])]
