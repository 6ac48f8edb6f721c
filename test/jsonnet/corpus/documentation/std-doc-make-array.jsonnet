std.makeArray(3, function(x) x * x)
