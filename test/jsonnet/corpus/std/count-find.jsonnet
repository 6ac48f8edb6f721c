[std.count([1, 2, 1], 1), std.count([], 1), std.find(1, [1, 2, 1]), std.find([1], [[1], 2]), std.find(9, [1])]
