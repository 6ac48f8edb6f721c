[std.objectHasEx({ a:: 1 }, 'a', true), std.objectHasEx({ a:: 1 }, 'a', false)]
