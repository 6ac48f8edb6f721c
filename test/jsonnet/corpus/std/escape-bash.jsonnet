[std.escapeStringBash("it's $HOME"), std.escapeStringBash(''), std.escapeStringBash(12)]
