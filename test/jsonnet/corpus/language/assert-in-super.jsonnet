{ assert self.a > 0, a: 1 } { a: super.a + 1 }
