[std.max(1, 2), std.min(1, 2), std.max(-1, -2), std.min(3, 3)]
