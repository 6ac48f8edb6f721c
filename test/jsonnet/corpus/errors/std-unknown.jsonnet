std.nothing
