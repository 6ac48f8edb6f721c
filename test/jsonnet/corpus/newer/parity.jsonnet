[std.isEven(4), std.isEven(3), std.isOdd(4), std.isOdd(3), std.isEven(0), std.isOdd(-2)]
