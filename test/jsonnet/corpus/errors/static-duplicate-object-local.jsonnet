{ local a = 1, local a = 2, b: a }
