# Leaves a daemon: forks twice, in a session of its own, deaf.
# verdict: failed exited
import os
import signal
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        while True:
            time.sleep(60)
    os._exit(0)
os.wait()
