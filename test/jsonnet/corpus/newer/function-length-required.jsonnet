[std.length(function(x, y=1) x), std.length(function(x=1) x)]
