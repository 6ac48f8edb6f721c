{ a(x):: x } { a(x):: super.a(x) + 1, r: std.map(self.a, [1, 2]) }
