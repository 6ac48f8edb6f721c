[std.filter(function(x) x > 1, [1, 2, 3]), std.filter(function(x) true, []), std.filter(func=std.isString, arr=[1, 'a'])]
