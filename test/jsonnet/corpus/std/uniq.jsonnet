[std.uniq([1, 1, 2, 1]), std.uniq([]), std.uniq(['a', 'A', 'b'], std.asciiLower)]
