std.abs('a')
