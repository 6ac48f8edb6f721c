local o = { foo: 1, bar:: 2, baz::: 3 }; [o, std.objectFieldsAll(o { foo: 5 }), o.bar]
