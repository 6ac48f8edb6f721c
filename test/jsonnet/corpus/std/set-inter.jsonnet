[std.setInter([1, 2, 3], [2, 3, 4]), std.setInter([], [1]), std.setInter(['A', 'B'], ['b'], std.asciiLower)]
