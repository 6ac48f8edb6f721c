{ f: function() 1 }
