std.manifestYamlDoc(['a\nb\n', { x: 'c\n\nd\n' }])
