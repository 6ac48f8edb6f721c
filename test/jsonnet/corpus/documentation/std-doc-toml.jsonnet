std.manifestTomlEx({ key1: 'value', key2: 1, section: { a: 1, b: 'str', c: false, d: [1, 's', [2, 3]], subsection: { k: 'v' } }, sectionArray: [{ k: 'v1', v: 123 }, { k: 'v2', c: 'value2' }] }, '  ')
