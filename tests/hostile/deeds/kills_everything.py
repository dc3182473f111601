# Kills all that it may.
# verdict: failed exited
import os
import signal

try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
