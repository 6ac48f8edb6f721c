local f(x) = x + 1; f(f(1))
