local base = { n: 1, t: 'n' + self.n }; { l: base { n: 2 }, r: base { n: 3 }, both: base { n: 2 } { n+: 1 } }
