std.pow(10, 1000)
