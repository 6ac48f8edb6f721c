local base() = { a: [1] }; base() { a+: [2] } { a+: [3] }
