std.trace('heard by nobody', { a: 1 })
