local a = std.makeArray(5000, function(i) i * i); [std.length(a), a[4999]]
