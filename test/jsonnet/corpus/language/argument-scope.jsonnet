local f(x) = local x2 = x; function(x) x + x2; f(1)(10)
