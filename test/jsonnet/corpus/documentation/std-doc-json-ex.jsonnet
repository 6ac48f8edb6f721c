std.manifestJsonEx({ x: [1, 2, 3, true, false, null, 'string\nstring'], y: { a: 1, b: 2, c: [1, 2] } }, '    ')
