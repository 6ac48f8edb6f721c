{ a: 1, me:: self } { a: 2, b: self.me.a }
