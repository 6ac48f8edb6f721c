{ a: error 'never', b: 1 }.b
