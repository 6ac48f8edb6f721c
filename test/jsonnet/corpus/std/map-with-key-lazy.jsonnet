std.mapWithKey(function(k, v) if k == 'a' then v else 0, { a: 1, b: error 'never' })
