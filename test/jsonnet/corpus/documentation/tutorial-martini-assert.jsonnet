local equal_parts(size, ingredients) = local qty = size / std.length(ingredients); assert std.length(ingredients) > 0 : 'Expected ingredients'; [{ kind: i, qty: qty } for i in ingredients];
local subject = 'Vodka'; { assert std.length(subject) > 0, served: 'Straight Up', ingredients: equal_parts(3, ['Farmers Gin', 'Vermouth', subject]) }
