local words = ['apple', 'avocado', 'bean', 'beet']; { [l]: [w for w in words if w[0] == l] for l in std.set([w[0] for w in words]) }
