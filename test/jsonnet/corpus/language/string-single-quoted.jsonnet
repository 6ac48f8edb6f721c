'it\'s "quoted" \u0027'
