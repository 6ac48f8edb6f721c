{ a: 1 } + std.parseJson('{"a": 2, "b": {"c": 3}}') { b+: { d: 4 } }
