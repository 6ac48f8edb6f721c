assert true : error 'never'; 1
