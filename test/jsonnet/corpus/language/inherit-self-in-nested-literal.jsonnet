{ a: { b: 1, c: self.b } } { a+: { b: 2 } }
