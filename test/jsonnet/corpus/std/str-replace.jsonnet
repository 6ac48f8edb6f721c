[std.strReplace('banana', 'an', 'AN'), std.strReplace('aaa', 'a', ''), std.strReplace('aaaa', 'aa', 'b'), std.strReplace('abc', 'x', 'y'), std.strReplace('a.b', '.', '$&')]
