[std.setDiff([1, 2, 3], [2]), std.setDiff([1], []), std.setDiff([], [1]), std.setDiff(['A', 'B'], ['b'], std.asciiLower)]
