{ f(x):: x + self.n, n:: 1 } { f(x):: super.f(x) * 2, n:: 10, r: self.f(1) }
