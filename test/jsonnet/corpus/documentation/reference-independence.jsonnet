local base = { x: 1, y: self.x }; [base, base { x: 2 }, (base { x: 2 }).y]
