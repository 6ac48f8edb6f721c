[std.decodeUTF8([97, 195, 169, 226, 130, 172, 240, 159, 152, 128]), std.decodeUTF8([]), std.decodeUTF8(std.encodeUTF8('hé'))]
