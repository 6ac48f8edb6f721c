std.length({ a: 1, assert false })
