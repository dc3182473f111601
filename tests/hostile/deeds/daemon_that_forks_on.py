# Leaves a daemon that forks and ends all the time, so that its number changes.
# verdict: failed exited
import os

if os.fork() == 0:
    os.setsid()
    while True:
        if os.fork() > 0:
            os._exit(0)
