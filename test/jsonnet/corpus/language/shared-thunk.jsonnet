local x = std.foldl(function(a, b) a + b, std.range(1, 100), 0); [x, x, x]
