[std.lines(['a', 'b']), std.lines([])]
