[std.manifestJsonMinified({ a: [1, 'x', null, { b: true }] }), std.manifestJsonMinified([]), std.manifestJsonMinified({})]
