[std.asciiUpper('aZé1'), std.asciiLower('AzÉ1'), std.asciiUpper(''), std.asciiLower('ABC')]
