local text = 'a b a c b a'; local ws = std.split(text, ' '); { [w]: std.count(ws, w) for w in std.uniq(std.sort(ws)) }
