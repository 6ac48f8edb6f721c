std.native('nothing')(1)
