[std.manifestTomlEx({ a: { b: { c: 1 } } }, ''), std.manifestTomlEx({ a: [{}] }, ' '), std.manifestTomlEx({}, '  '), std.manifestTomlEx({ a: [1, { b: 2, c: [3] }] }, '  ')]
