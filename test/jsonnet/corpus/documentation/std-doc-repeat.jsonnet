[std.repeat([1, 2, 3], 3), std.repeat('blah', 2)]
