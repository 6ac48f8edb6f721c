(function() 42)()
