local nat(n) = { v: n, next: nat(n + 1) }; nat(0).next.next.v
