{ a: 1, b: 2 }[if true then 'b' else 'a']
