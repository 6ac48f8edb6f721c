local o = { a: { 'b c': [1, { d: 2 }] } }; [o.a['b c'][1].d, o['a']['b c'][0]]
