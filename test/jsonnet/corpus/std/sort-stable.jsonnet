std.sort([{ k: x % 3, v: x } for x in std.range(1, 40)], function(x) x.k)
