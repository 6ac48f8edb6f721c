local divide(a, b) = if b == 0 then error 'divide by zero' else a / b; { a: divide(1, 2), b: std.length([divide(1, 0)]) }
