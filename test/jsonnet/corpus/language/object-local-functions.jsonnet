{ local f(x, y=2) = x * y, a: f(3), b: f(3, 4), c: f(y=5, x=6) }
