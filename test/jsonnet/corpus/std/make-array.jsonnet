[std.makeArray(0, function(i) i), std.makeArray(3, function(i) i * 2), std.length(std.makeArray(3, function(i) error 'never'))]
