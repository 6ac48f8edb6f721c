[std.xor(true, false), std.xor(true, true), std.xnor(true, false), std.xnor(false, false)]
