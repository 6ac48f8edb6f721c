[std.extVar('text'), std.extVar('number'), std.extVar('list')[1], std.type(std.extVar('nothing')), std.extVar('flag')]
