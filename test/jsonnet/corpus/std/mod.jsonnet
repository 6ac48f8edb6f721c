[std.mod(7, 3), std.mod(-7, 3), std.mod('%d', 5), std.modulo(7, 4)]
