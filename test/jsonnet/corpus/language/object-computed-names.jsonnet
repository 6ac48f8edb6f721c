local k = 'key'; { [k]: 1, [k + '2']: 2, ['x' + 'y']:: 3, [if true then 'z']: 4 }
