std.split(1, ',')
