[n for n in std.range(2, 50) if std.length([d for d in std.range(2, n - 1) if n % d == 0]) == 0]
