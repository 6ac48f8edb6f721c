[std.clamp(-1, 0, 1), std.clamp(0.5, 0, 1), std.clamp(2, 0, 1)]
