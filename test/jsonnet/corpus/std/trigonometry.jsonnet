[std.floor(1e6 * f(0.5)) for f in [std.sin, std.cos, std.tan, std.asin, std.acos, std.atan]]
