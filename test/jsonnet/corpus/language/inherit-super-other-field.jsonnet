{ a: 1, b: 2 } { a: super.b, b: super.a }
