local Martini = { ingredients: [{ kind: 'Gin', qty: 1 }], garnish: 'Olive', served: 'Straight Up', stirred:: true };
local Dirty = { garnish: 'Brine', ingredients+: [{ kind: 'Brine', qty: 0.5 }], stirred: super.stirred };
Martini + Dirty + { 'price': if self.stirred then 10 else 12 }
