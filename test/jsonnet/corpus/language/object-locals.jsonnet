{ local x = 1, a: x, local y = x + self.a, b: y }
