# Prints without end.
# verdict: error output
while True:
    print("x" * 1000)
