[std.equals(1, 1), std.equals([1], [2]), std.primitiveEquals('a', 'a'), std.primitiveEquals(1, '1')]
