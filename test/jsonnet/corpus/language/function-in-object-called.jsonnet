local o = { f: function(x) x * 2 }; o.f(4)
