[std.parseJson('{"a": [1, 2.5, -3e2, true, false, null, "x\\u0041\\n"]}'), std.parseJson('"s"'), std.parseJson(' 1 '), std.parseJson('{}')]
