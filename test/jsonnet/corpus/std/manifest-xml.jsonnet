[std.manifestXmlJsonml(['a']), std.manifestXmlJsonml(['a', 'text', ['b', { x: 1, y: 'z' }, 'in'], 'more']), std.manifestXmlJsonml(['a', {}])]
