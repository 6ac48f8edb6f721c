{ a: 'name', b: { [self.a + '?']: 1 for x in [1] } == {}, a2: { local outer = 1, v: outer } } { b: 2 }
