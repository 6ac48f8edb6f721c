[std.flattenDeepArray([[1, 2], [], [3, [4]], [[5, 6, [null]], [7, 8]]]), std.flattenDeepArray('x'), std.flattenDeepArray([])]
