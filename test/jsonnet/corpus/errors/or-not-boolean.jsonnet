false || 'a'
