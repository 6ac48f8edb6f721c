local Person(name='Alice') = { name: name, welcome: 'Hello ' + name + '!' }; { person1: Person(), person2: Person('Bob') }
