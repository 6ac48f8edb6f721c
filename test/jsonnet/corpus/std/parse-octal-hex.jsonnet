[std.parseOctal('17'), std.parseOctal('0'), std.parseHex('fF'), std.parseHex('00a'), std.parseHex('DEADBEEF')]
