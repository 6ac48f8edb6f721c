{ [if x > 1 then 'k' + x]: x for x in [1, 2, 3] }
