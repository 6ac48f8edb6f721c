std.map(function(x) x, [1, error 'never'])[0]
