std.isString(std.thisFile)
