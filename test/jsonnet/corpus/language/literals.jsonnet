[null, true, false, 0, -1, 1.5, 1e3, 1E-2, 2.5e+2, "a", 'b']
