std.length(std.objectValues({ a: error 'never' }))
