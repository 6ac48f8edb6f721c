{ [k]: 1 for k in ['a', 'b'] } { a+: 5 }
