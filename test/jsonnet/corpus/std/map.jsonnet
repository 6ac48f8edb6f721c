[std.map(function(x) x + 1, [1, 2]), std.map(std.length, ['a', 'bb']), std.map(function(c) c + c, 'añ'), std.map(function(x) x, [])]
