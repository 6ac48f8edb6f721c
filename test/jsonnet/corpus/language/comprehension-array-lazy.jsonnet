std.length([error 'never' for x in [1, 2, 3]])
