[std.parseInt('123'), std.parseInt('-123'), std.parseOctal('755'), std.parseHex('ff'), std.parseJson('{"foo": "bar"}')]
