[f(10) for f in [(function(y) x + y) for x in [1, 2, 3]]]
