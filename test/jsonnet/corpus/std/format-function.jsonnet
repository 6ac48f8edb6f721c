[std.format('%s-%s', ['a', 'b']), std.format('%s', 'a'), std.format('plain', []), std.format(vals=[1], str='%d')]
