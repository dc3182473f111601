# Has its memory in children, a little in each.
# verdict: error memory
import os
import time

for _ in range(20):
    if os.fork() == 0:
        held = bytearray(os.urandom(1 << 20) * 24)
        time.sleep(1000)
time.sleep(1000)
