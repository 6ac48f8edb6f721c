std.manifestToml({ a: 1, b: { c: 2, d: { e: 3 } }, f: [{ g: 1 }, { g: 2, h: { i: 3 } }], j: [1, [2, 3]], 'k l': 'x', m: [], n: {} })
