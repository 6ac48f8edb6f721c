std.sort([(i * 7919) % 101 for i in std.range(1, 100)]) == std.range(1, 100)
