[std.set([3, 1, 3, 2]), std.set([]), std.set(['b', 'a', 'B'], keyF=std.asciiLower), std.set(['b', 'a', 'b'])]
