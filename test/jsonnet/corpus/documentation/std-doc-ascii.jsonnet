[std.asciiUpper('100 Cats!'), std.asciiLower('100 Cats!')]
