local a = error 'never'; 1
