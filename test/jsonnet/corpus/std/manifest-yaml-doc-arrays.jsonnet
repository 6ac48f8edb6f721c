[std.manifestYamlDoc([1, [2, [3]], { a: [4], b: { c: 5 } }, [], {}]), std.manifestYamlDoc({ a: [[1], [2]] }), std.manifestYamlDoc([[]])]
