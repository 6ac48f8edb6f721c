[std.equalsIgnoreCase('foo', 'FOo'), std.equalsIgnoreCase('foo', 'bar'), std.equalsIgnoreCase('', ''), std.equalsIgnoreCase('É', 'é')]
