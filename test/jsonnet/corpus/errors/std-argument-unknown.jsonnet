std.length(y='a')
