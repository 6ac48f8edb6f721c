local x = 1; local f() = x; local g(x) = f() + x; g(10)
