'' + { b: [1, 'two', null], a: { c: true } }
