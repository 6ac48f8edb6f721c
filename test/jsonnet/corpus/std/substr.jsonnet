[std.substr('hello', 1, 3), std.substr('hello', 0, 0), std.substr('hello', 3, 10), std.substr('hello', 9, 2), std.substr('añ😀b', 1, 2)]
