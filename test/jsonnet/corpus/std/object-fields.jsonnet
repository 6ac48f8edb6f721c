local o = { z: 1, a: 2, m:: 3 }; [std.objectFields(o), std.objectFieldsAll(o), std.objectFieldsEx(o, true), std.objectFields({})]
