[std.floor(1.5), std.floor(-1.5), std.ceil(1.2), std.ceil(-1.2), std.floor(3), std.ceil(-0.5) == 0]
