std.parseHex('g')
