@'c:\path\n ''quoted'' "double"'
