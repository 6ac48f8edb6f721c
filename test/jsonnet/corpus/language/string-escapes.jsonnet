"q\" a\' b\\ s\/ \b\f\n\r\t \u0041 \u00e9 \u20ac"
