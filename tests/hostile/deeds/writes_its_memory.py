# Writes to the log by /proc/self/mem.
# verdict: failed exited
# never: OPENED
try:
    with open("/proc/self/mem", "r+b") as file:
        print("OPENED")
except OSError:
    pass
