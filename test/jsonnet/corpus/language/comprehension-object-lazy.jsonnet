std.objectFields({ [k]: error 'never' for k in ['b', 'a'] })
