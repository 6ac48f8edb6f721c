[std.toString(x) for x in [null, true, 1, 1.5, 'a"b', [1, 'a', []], { a: { b: [] } }]]
