[std.stringChars('añ😀'), std.stringChars('')]
