[1, 2, 3][null:2:null]
