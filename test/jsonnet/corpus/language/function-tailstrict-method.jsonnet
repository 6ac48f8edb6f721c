{ f(n, a):: if n == 0 then a else self.f(n - 1, a + 1) tailstrict, r: self.f(1000, 0) }
