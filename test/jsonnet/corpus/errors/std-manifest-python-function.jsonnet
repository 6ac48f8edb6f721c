std.manifestPython(function() 1)
