'a' + (function() 1)
