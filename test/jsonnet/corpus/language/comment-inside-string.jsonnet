'// not /* a */ comment # here'
