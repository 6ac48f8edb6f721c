{ assert self.a > 1 : 'a is ' + self.a, a: 1 }.a
