{
  'Tom Collins': { ingredients: [{ kind: 'Gin', qty: 1.5 }, { kind: 'Soda', qty: 2 }], served: 'Tall' },
  Martini: {
    ingredients: [{ kind: $['Tom Collins'].ingredients[0].kind, qty: 2 }, { kind: 'Dry White Vermouth', qty: 1 }],
    served: $['Tom Collins'].served,
  },
  'Gin Martini': self.Martini,
}
