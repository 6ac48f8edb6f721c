[std.join('.', ['www', 'google', 'com']), std.join([9, 9], [[1], [2, 3]])]
