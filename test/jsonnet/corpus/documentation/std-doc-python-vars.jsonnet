std.manifestPythonVars({ b: ['foo', 'bar'], c: true, d: null, e: { f1: false, f2: 42 } })
