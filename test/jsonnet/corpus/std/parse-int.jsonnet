[std.parseInt('0'), std.parseInt('-42'), std.parseInt('007'), std.parseInt('9007199254740991')]
