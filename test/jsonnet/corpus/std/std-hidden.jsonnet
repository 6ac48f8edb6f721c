[std.length(std), std.objectHasAll(std, 'length'), std.isFunction(std.map)]
