std.manifestIni({ main: { a: '1', b: '2' }, sections: { s1: { x: '11', y: '22', z: '33' }, s2: { p: 'yes', q: '' }, empty: {} } })
