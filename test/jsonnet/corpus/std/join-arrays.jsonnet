[std.join([0], [[1], [2, 3]]), std.join([], [[1], [2]]), std.join([0], []), std.join([0], [[1], null, [2]])]
