(std { double(x):: x * 2 }).double(4)
