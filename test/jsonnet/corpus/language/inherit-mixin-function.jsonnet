local Counter(n) = { n: n, next:: self { n: super.n + 1 } }; Counter(1).next.next.n
