{ a: 1, assert self.a == 1, b: 2, assert self.b == 2 : 'b is ' + self.b }
