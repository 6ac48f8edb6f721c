local o = { a: 1, b: 2 }; { [k]: o[k] * 10 for k in std.objectFields(o) }
