[std.escapeStringDollars('a$b$$c'), std.escapeStringDollars('none')]
