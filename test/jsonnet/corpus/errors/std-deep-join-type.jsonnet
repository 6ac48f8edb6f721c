std.deepJoin([1])
