[for x in []]
