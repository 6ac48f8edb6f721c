std.manifestIni(1)
