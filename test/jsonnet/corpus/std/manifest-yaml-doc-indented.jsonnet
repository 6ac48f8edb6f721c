std.manifestYamlDoc({ a: [1, { b: [2, 3], c: 'x\ny\n' }], d: { e: [[1]] } }, indent_array_in_object=true)
