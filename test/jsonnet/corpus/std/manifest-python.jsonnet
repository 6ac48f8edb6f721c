[std.manifestPython(x) for x in [null, true, false, 1, 1.5, 'a\'b"', [], {}, [1, { b: null }]]]
