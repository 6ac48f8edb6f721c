std.manifestJsonEx({ x: [1, 2, 'string\nstring'], y: { a: 1, b: [1, 2] } }, '', ' ', ' : ')
