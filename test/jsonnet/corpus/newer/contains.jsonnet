[std.contains([1, 2], 2), std.contains([1, 2], 3), std.contains([{ a: 1 }], { a: 1 })]
