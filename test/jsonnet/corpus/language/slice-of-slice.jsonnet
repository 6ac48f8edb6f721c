std.range(1, 10)[2:8][1:4]
