# A literal that takes the compiler all of its memory.
# verdict: error exception
values = [0] * 10**10
