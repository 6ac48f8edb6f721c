[[1, error 'never'] < [2, 3]]
