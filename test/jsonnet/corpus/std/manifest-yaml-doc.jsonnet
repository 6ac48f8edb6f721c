std.manifestYamlDoc({ a: 1, b: [1, 'x', null], c: { d: { e: true } }, f: [], g: {}, h: 'multi\nline\n', i: '' })
