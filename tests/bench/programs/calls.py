"""Function calls: recursion, keyword arguments, closures."""


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def named(first, *, second=1, third=2):
    return first + second + third


def adder(step):
    return lambda number: number + step


fibonacci(26)
total = 0
add = adder(3)
for i in range(200_000):
    total = add(named(total, third=i)) & 0xFFFF
