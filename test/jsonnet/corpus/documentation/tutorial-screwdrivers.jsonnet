local parts = ['Cranberry Juice', 'Orange Juice', 'Grapefruit Juice'];
{ cocktails: { [name]: { ingredients: [{ kind: 'Vodka', qty: 1.5 }, { kind: name, qty: 3 }], served: 'On The Rocks' } for name in parts } + { 'Bay Breeze': { ingredients: $.cocktails['Cranberry Juice'].ingredients + [{ kind: 'Pineapple Juice', qty: 1.5 }] } } }
