[{ a:: 1 } { a+: 1 }, std.objectFieldsAll({ a: 1 } { a+:: 1 }), { a:: 1 } { a+::: 1 }]
