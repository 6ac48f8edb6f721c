[std.manifestJson(0.1), std.manifestJsonMinified(1.5e-7), std.manifestYamlDoc(-2.5)]
