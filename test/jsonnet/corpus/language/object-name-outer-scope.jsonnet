local a = 'outer'; { local a = 'inner', [a]: a }
