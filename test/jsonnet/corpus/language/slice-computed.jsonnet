local a = std.range(0, 9), n = 2; a[n:n * 3:n]
