local f(x, x) = x; 1
