[std.flattenArrays([[1], [2, [3]], []]), std.flattenArrays([])]
