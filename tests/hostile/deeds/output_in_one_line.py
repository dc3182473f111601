# Prints 100 MB that are one line.
# verdict: error output
print("x" * (100 << 20))
