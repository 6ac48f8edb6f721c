std.length(std.foldl(function(s, i) s + 'ab', std.range(1, 500), ''))
