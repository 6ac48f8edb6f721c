local f(x) = { v: x }; f(1) { w: self.v }
