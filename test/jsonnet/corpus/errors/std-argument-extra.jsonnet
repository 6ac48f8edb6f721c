std.length('a', 'b')
