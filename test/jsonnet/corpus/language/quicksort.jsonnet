local qs(a) = if std.length(a) == 0 then [] else qs([x for x in a[1:] if x < a[0]]) + [a[0]] + qs([x for x in a[1:] if x >= a[0]]); qs([5, 3, 8, 1, 9, 2, 5])
