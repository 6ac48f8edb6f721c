std.manifestIni({ main: { a: 1, list: ['x', 'y'] }, sections: { s: { k: true }, t: {} } })
