[std.round(1.2), std.round(1.5), std.round(-1.2), std.round(2.5), std.round(0.4)]
