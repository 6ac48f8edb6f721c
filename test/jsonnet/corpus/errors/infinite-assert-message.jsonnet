{ assert self.a == 1 : self.b, a: 2, b: error 'b' }.a
