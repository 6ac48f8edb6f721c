[std.format('Hello %03d', 12), 'Hello %03d' % 12, 'Hello %s, age %d' % ['Foo', 25], 'Hello %(name)s, age %(age)d' % { age: 25, name: 'Foo' }]
