[std.remove([1, 2, 3, 2], 2), std.remove([1], 9), std.remove([], 1)]
