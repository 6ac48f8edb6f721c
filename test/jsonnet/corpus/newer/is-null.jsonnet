[std.isNull(null), std.isNull(42), std.isNull('string')]
