"""deepcopy-pickle: an object that can be copied and sent, though not all of it can be.

Session(payload) has
    payload   a bytearray, which may be large
    events    a list, empty at first
    recent    the same list, by another name
    cache     a dict of what can be worked out again, empty at first
    lock      a threading.Lock
and whatever attributes others give it.

Make copy.deepcopy(session) and pickle (protocols 4 and 5) work, also while the lock is held:
  - what is one object in the session is one object in the copy, the session itself included
  - the copy has a lock of its own that nobody holds, and an empty cache
  - the session that is copied stays as it was
  - pickle.dumps(session, 5, buffer_callback=...) leaves the payload out of the stream: one buffer

Try it:  lab run deepcopy-pickle --answer mine.py
"""

import threading


class Session:
    def __init__(self, payload):
        self.payload = payload
        self.events = []
        self.recent = self.events
        self.cache = {}
        self.lock = threading.Lock()
