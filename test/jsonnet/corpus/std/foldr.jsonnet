[std.foldr(function(a, b) a + b, [1, 2, 3], 0), std.foldr(function(a, b) a + b, ['a', 'b'], 'x'), std.foldr(function(a, b) [a, b], [1, 2], 3)]
