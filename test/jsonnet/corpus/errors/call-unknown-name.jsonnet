(function(x) x)(y=1)
