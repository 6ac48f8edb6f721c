[1, 2 for x in []]
