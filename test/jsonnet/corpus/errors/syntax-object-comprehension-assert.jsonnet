{ assert true, ['a']: 1 for x in [1] }
