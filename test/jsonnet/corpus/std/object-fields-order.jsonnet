std.objectFields({ 'é': 1, Z: 1, a: 1, '10': 1, '9': 1, '😀': 1, '\uffff': 1, '': 1 })
