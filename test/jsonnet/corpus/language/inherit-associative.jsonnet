local a = { x: 1 }, b = { x: super.x + 1 }, c = { x: super.x * 2 }; [(a + b) + c, a + (b + c)]
