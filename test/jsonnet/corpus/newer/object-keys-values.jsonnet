local o = { b: 2, a: 1, c:: 3 }; [std.objectKeysValues(o), std.objectKeysValuesAll(o)]
