local Person(name) = { name: name, hello: 'Hello ' + self.name + '!' }; Person('Alice') { name: 'Bob' }
