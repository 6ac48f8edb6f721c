local o = { a: 1, b:: 2 }; [std.get(o, 'a'), std.get(o, 'b'), std.get(o, 'c'), std.get(o, 'c', 3), std.get(o, 'b', 4, inc_hidden=false), std.get(o, 'a', error 'never')]
