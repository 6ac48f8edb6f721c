'' + true + false + null
