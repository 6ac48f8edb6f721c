local move(n, a, b, c) = if n == 0 then [] else move(n - 1, a, c, b) + [a + c] + move(n - 1, b, a, c); move(3, 'A', 'B', 'C')
