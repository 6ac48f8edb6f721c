local ones = { head: 1, tail: ones }; ones.tail.tail.tail.head
