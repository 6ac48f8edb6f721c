local gcd(a, b) = if b == 0 then a else gcd(b, a % b); local reduce(n, d) = local g = gcd(n, d); [n / g, d / g]; reduce(42, 56)
