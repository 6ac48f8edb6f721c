[std.prune({ a: null, b: [null, 1], c: { d: null }, e: '', f: 0, g: false }), std.prune([null, [], {}, [[]], 1]), std.prune(null), std.prune('x'), std.prune({ a: { b: { c: [{}] } } })]
