[std.startsWith('abc', 'ab'), std.startsWith('abc', ''), std.startsWith('a', 'ab'), std.endsWith('abc', 'bc'), std.endsWith('abc', 'x'), std.endsWith('abc', '')]
