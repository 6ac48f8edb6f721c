local add(x) = function(y) x + y; add(1)(2)
