# Waits for ever and uses no CPU.
# verdict: error wall-time
import time

time.sleep(10**6)
