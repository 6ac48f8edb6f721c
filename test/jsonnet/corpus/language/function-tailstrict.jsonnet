local loop(n, acc) = if n == 0 then acc else loop(n - 1, acc + n) tailstrict; loop(2000, 0)
