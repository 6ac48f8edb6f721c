[std.codepoint('A'), std.codepoint('é'), std.codepoint('😀'), std.char(65), std.char(128512), std.char(0)]
