[std.sha1('foo'), std.sha256('foo'), std.sha512('foo'), std.sha3('foo')]
