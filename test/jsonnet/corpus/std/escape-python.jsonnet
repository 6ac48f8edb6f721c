std.escapeStringPython("it's \"x\"\n")
