[true && false, true || false, false || true && false, !(true && false)]
