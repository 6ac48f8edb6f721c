[std.manifestJson({ b: [1, { c: null }], a: 'x' }), std.manifestJson([]), std.manifestJson({}), std.manifestJson('a')]
