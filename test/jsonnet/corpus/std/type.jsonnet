[std.type(x) for x in [null, true, 1, 'a', [], {}, function() 1]]
