local o = { z: 1, a: 2, m:: 3 }; [std.objectValues(o), std.objectValuesAll(o)]
