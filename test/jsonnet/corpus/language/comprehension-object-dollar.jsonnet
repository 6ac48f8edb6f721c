{ a: 1, b: { [k]: $.a for k in ['x'] } }
