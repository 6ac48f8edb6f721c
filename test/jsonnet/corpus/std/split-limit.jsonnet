[std.splitLimit('a/b/c', '/', 1), std.splitLimit('a/b/c', '/', 0), std.splitLimit('a/b/c', '/', -1), std.splitLimit('a/b/c', '/', 9)]
