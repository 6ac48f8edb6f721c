std.manifestYamlDoc({ x: [1, 2, 3, true, false, null, 'string\nstring\n'], y: { a: 1, b: 2, c: [1, 2] } }, indent_array_in_object=false)
