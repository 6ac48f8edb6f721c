{ a: self.b, b: self.c, c: 42 }
