local f(a, b=2, c=a + b) = [a, b, c]; [f(1), f(1, 5), f(1, c=0), f(c=9, a=3)]
