[std.escapeStringJson('a"b\\c\n\t\u0001\u007f/é'), std.escapeStringJson(1), std.escapeStringJson([1])]
