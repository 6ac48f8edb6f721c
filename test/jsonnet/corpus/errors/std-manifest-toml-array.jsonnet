std.manifestToml([1])
