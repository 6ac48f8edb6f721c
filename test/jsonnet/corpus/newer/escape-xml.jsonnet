[std.escapeStringXML('<a b="c">&\''), std.escapeStringXML(12)]
