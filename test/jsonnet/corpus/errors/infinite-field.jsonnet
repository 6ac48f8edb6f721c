{ a: self.a }
