{ local x = self.y, y: 1, z: { local x = 2, a: x }, w: x }
