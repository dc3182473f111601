# Kills whoever started it.
# verdict: failed exited
import os
import signal

try:
    os.kill(os.getppid(), signal.SIGKILL)
except OSError:
    pass
