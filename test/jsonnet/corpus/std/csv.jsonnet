std.lines([std.join(',', [std.toString(c) for c in row]) for row in [['a', 1], ['b', 2.5]]])
