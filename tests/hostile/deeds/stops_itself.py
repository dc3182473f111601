# Stops itself by SIGSTOP, so that it uses no CPU and does not end.
# verdict: error wall-time
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
