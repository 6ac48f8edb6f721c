std.manifestPythonVars({ x: 1, y: [true, null], z: { k: 'v' } })
