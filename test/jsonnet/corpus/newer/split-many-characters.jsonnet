[std.split('foo/_bar', '/_'), std.split('/_foo/_bar', '/_'), std.splitLimit('foo/_bar', '/_', 1), std.splitLimit('/_foo/_bar', '/_', 1)]
