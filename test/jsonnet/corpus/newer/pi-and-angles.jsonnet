[std.floor(std.pi * 1e6), std.round(std.rad2deg(std.pi)), std.floor(std.deg2rad(180) * 1e6), std.round(std.rad2deg(std.pi / 2))]
