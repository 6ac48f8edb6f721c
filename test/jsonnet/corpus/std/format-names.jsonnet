['%(a)s %(b)05d %(c).1f %(a)s' % { a: 'x', b: 7, c: 1.25, d: 'unused' }, '%(h)s' % { h:: 'hidden' }, '%(a b)s' % { 'a b': 1 }]
