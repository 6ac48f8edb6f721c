{ a: { b: error 'deep' } }
