std.escapeStringXml('<>')
