[std.isInteger(1), std.isInteger(1.5), std.isDecimal(1), std.isDecimal(1.5), std.isInteger(-3)]
