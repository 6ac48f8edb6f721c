[std.exp(0), std.log(1), std.floor(std.exp(1) * 1e6), std.floor(std.log(10) * 1e6)]
