{ '': 1, __proto__: 2, constructor: 3, hasOwnProperty: 4, toString: 5, length: 6 }
