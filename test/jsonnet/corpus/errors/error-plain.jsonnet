error 'boo'
