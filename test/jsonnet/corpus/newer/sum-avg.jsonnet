[std.sum([1, 2, 3]), std.sum([]), std.avg([1, 2, 3, 4])]
