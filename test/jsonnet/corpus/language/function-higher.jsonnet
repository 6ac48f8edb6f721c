local twice(f) = function(x) f(f(x)); twice(twice(function(x) x * 2))(1)
