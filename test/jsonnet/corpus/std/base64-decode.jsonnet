[std.base64Decode('aGVsbG8='), std.base64Decode(''), std.base64DecodeBytes('AP+A'), std.base64DecodeBytes('YQ=='), std.base64DecodeBytes('')]
