std.join('', [if std.member('abcdefghijklmnopqrstuvwxyz0123456789', c) then c else '-' for c in std.stringChars(std.asciiLower('Hello, World 42!'))])
