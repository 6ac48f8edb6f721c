1 in {}
