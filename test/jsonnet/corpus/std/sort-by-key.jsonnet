[std.sort([{ n: 2, v: 'a' }, { n: 1, v: 'b' }], function(x) x.n), std.sort(['bbb', 'a', 'cc'], keyF=std.length)]
