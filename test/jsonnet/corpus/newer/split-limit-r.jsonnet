[std.splitLimitR('/_foo/_bar', '/_', 1), std.splitLimitR('a,b,c', ',', 1), std.splitLimitR('a,b,c', ',', 0), std.splitLimitR('a,b,c', ',', -1), std.splitLimitR('a,b,c', ',', 9)]
