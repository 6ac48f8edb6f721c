local arr = std.range(5, 8);
{
  array_comprehensions: {
    higher: [x + 3 for x in arr],
    lower: [x - 3 for x in arr],
    evens: [x for x in arr if x % 2 == 0],
    odds: [x for x in arr if x % 2 == 1],
    evens_and_odds: ['%d-%d' % [x, y] for x in arr if x % 2 == 0 for y in arr if y % 2 == 1],
  },
  object_comprehensions: { evens: { ['f' + x]: true for x in arr if x % 2 == 0 }, mixture: { f: 1, g: 2, [if false then 'h']: 3 } + { [x]: 0 for x in ['a', 'b', 'c'] } },
}
