local f(a, b=error 'never') = a; f(1)
