[std.split('a/b/c', '/'), std.split('/a/', '/'), std.split('', '/'), std.split('abc', '/')]
