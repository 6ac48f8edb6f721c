1 + (local a = 2; a * 3) + local b = 4; b
