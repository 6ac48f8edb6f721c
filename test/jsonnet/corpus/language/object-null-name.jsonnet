{ [null]: 1, [if false then 'a']: 2, b: 3 }
