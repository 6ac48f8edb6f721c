[std.trim(' \t\n a b \r\f '), std.trim('   '), std.trim('\u00a0x\u0085')]
