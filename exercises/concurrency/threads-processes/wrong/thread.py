# fails: what the parent sees of a write in the child
"""A thread is no child: it shares all there is, and what it freezes is frozen for everybody."""

import gc
import threading


def prefork(work):
    gc.freeze()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    gc.unfreeze()
