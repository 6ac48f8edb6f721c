[std.join(', ', ['a', 'b']), std.join('', ['a', 'b']), std.join(',', []), std.join(',', ['a']), std.join(',', ['a', null, 'b'])]
