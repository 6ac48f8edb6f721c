[std.all([false, error 'never']), std.any([true, error 'never'])]
