[std.exponent(8), std.mantissa(8), std.exponent(0.1), std.mantissa(0.1), std.exponent(0), std.mantissa(0), std.exponent(-5), std.mantissa(-5), std.exponent(5e-324)]
