std.base64DecodeBytes('abc')
