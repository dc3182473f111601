# Every child forks.
# verdict: error wall-time | error cpu-time | error memory | error exception
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
