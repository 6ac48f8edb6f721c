local f(a=b, b=3) = [a, b]; [f(), f(b=4), f(1)]
