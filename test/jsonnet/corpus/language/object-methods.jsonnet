{ f(x):: x + 1, g(x, y=self.n):: x * y, n:: 3, a: self.f(1), b: self.g(2) } { n:: 30 }
