{ local limit = 3, assert self.n <= limit, n: 2 }
