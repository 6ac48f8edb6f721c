[std.minArray(['a1', 'a2'], function(x) x[0]), std.maxArray(['a1', 'a2'], function(x) x[0])]
