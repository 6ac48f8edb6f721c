[1, [error 'deep']]
