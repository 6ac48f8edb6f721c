local f(x) = 1; f(error 'boo') tailstrict
