local names = std.extVar('list'); { ['greeting_' + i]: 'Hello ' + names[i] for i in std.range(0, std.length(names) - 1) }
