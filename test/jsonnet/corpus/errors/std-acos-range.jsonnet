std.acos(2)
