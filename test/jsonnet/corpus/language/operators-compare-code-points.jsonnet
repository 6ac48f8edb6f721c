['\uffff' < '\ud83d\ude00', 'é' > 'z', 'a😀' < 'a\uffff']
