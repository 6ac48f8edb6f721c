{ person1: { name: 'Alice', welcome: 'Hello ' + self.name + '!' }, person2: self.person1 { name: 'Bob' } }
