[1, error 'never', 3][2]
