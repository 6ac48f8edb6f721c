[std.deepJoin(['a', ['b', ['c']], []]), std.deepJoin('x'), std.deepJoin([])]
