[[x, y] for x in [1, 2, 3] if x > 1 for y in std.range(1, x) if y > 1]
