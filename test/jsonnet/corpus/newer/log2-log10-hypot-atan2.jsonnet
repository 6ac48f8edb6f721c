[std.log2(8), std.round(std.log10(1000)), std.hypot(3, 4), std.floor(std.atan2(1, 1) * 1e6)]
