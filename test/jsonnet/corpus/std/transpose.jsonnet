local m = [[1, 2, 3], [4, 5, 6]]; [[row[i] for row in m] for i in std.range(0, 2)]
