# fails: buffers beside the stream
# fails: bytes in the stream
"""Leaves out what must be left out, and lets the payload go the way of all attributes. Protocol 5 alone
does not take it out of the stream: it has to be wrapped.
"""

import threading


class Session:
    def __init__(self, payload):
        self.payload = payload
        self.events = []
        self.recent = self.events
        self.cache = {}
        self.lock = threading.Lock()

    def __getstate__(self):
        state = vars(self).copy()
        del state["lock"], state["cache"]
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        if not isinstance(self.payload, bytearray):
            self.payload = bytearray(self.payload)
        self.cache = {}
        self.lock = threading.Lock()
