local f(x, y) = x + y; [f(x='a', y='b'), f('a', y='b'), f(y='b', x='a')]
