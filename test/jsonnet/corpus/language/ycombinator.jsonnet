local Y = function(f) (function(x) f(function(v) x(x)(v)))(function(x) f(function(v) x(x)(v))); Y(function(fact) function(n) if n == 0 then 1 else n * fact(n - 1))(10)
