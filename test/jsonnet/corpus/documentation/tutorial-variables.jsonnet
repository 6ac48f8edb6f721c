local house_rum = 'Banks Rum';
{
  local pour = 1.5,
  Daiquiri: { ingredients: [{ kind: house_rum, qty: pour }, { kind: 'Lime', qty: 1 }], served: 'Straight Up' },
  Mojito: { ingredients: [{ kind: 'Mint', action: 'muddle', qty: 6, unit: 'leaves' }, { kind: house_rum, qty: pour }], garnish: 'Lime wedge' },
}
