[std.manifestJsonEx({ a: [1, 2], b: {} }, '  '), std.manifestJsonEx([[]], '\t'), std.manifestJsonEx([1, [2]], ' ', ' ', ':')]
