std.join('-', [std.asciiLower(w) for w in std.split('The Quick Brown Fox', ' ') if std.length(w) > 3])
