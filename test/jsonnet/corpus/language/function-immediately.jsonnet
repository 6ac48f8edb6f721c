{ a: (function(x) x)(1), b: (function(x=2) x)() }
