[std.all([]), std.all([true, true]), std.all([true, false]), std.any([]), std.any([false, true]), std.any([false])]
