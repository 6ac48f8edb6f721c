std.manifestYamlStream({})
