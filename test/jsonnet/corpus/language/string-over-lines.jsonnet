"one
two"
