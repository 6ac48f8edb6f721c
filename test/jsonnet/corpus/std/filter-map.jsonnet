std.filterMap(function(x) x % 2 == 0, function(x) x * 10, [1, 2, 3, 4])
