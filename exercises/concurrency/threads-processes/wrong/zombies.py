# fails: children left
"""Does not wait for the child, only for what it has to say: it stays behind as a zombie."""

import gc
import os


def prefork(work):
    gc.freeze()
    ready, done = os.pipe()
    if os.fork() == 0:
        try:
            work()
        finally:
            os._exit(0)
    gc.unfreeze()
    os.close(done)
    os.read(ready, 1)
    os.close(ready)
