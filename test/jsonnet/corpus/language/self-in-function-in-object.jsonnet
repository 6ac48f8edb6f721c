{ n: 3, f:: function(x) x + self.n, r: self.f(1) } { n: 10 }
