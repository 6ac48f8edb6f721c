local description = 'Multiline\nc:\\path'; '{name: %s}' % std.escapeStringJson(description)
