['\ud83d\ude00', std.length('\ud83d\ude00')]
