local a = 1; local b = a; local a = 2; [a, b]
