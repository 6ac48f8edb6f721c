{ ['n' + x]: x for x in std.range(1, 5) if x % 2 == 1 }
