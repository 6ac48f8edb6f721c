std.foldl(function(o, i) o { n: super.n + i }, std.range(1, 10), { n: 0 })
