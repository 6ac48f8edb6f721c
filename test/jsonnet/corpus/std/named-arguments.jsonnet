[std.substr(str='hello', from=1, len=2), std.join(sep='-', arr=['a', 'b']), std.map(func=function(x) x, arr=[1]), std.splitLimit(str='a,b', c=',', maxsplits=1)]
