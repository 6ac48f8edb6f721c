{ a: 1 } { b: { local s = 1, c: s }, a: super.a + 1 }
