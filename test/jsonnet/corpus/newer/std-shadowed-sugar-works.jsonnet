local std = null; [[1, 2] == [1, 2], [x for x in [1]], { a: 1 } { a+: 2 }]
