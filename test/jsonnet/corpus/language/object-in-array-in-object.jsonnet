{ a: [{ b: $.c, d: self.b }], c: 5 }
