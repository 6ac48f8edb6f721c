{ a: 1, b: 2 } { c: [super[k] for k in ['a', 'b']] }
