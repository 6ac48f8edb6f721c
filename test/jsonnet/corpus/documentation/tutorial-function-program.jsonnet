function(size=4, sides=[1, 2]) { area: size * size, perimeter: std.foldl(function(a, b) a + b, sides, 0) }
