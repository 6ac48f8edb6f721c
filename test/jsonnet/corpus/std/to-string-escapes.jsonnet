std.toString(['\u0001\u001f\u007f\u009f\u00a0', 'é€😀', '</a>'])
