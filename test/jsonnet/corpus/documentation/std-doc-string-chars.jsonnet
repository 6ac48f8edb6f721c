std.stringChars('foo')
