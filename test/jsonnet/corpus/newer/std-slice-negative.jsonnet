[std.slice('jsonnet', -3, null, null), std.slice('jsonnet', null, -2, null)]
