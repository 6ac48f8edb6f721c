[std.foldl(function(a, b) '(%s %s)' % [a, b], [1, 2, 3], 0), std.foldr(function(a, b) '(%s %s)' % [a, b], [1, 2, 3], 0)]
