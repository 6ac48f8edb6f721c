[std.slice([1, 2, 3, 4], 1, 3, 1), std.slice('abcdef', 0, 6, 2), std.slice([1, 2, 3], null, null, null), std.slice('abc', 1, null, null)]
