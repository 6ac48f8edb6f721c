[std.flatMap(function(x) [x, [x]], [1, 2]), std.flatMap(function(x) [], [1]), std.flatMap(function(c) c + '-', 'ab')]
