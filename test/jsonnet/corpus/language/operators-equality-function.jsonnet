[(function(x) x) == 1, (function() 1) != null]
