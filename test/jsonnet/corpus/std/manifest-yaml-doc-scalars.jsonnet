[std.manifestYamlDoc(x) for x in [1, 'a', 'a\nb', 'a\nb\n', null, true, '"q"']]
