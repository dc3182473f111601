# fails: the session after it was copied
"""Removes what cannot be pickled from __dict__, which is the session's own and no copy: the session is
left without its lock.
"""

import copyreg
import pickle
import threading


class Session:
    def __init__(self, payload):
        self.payload = payload
        self.events = []
        self.recent = self.events
        self.cache = {}
        self.lock = threading.Lock()

    def __reduce_ex__(self, protocol):
        state = self.__dict__
        state.pop("lock", None)
        state.pop("cache", None)
        if protocol >= 5:
            return copyreg.__newobj__, (type(self),), {**state, "payload": pickle.PickleBuffer(self.payload)}
        return copyreg.__newobj__, (type(self),), state

    def __setstate__(self, state):
        self.__dict__.update(state)
        if not isinstance(self.payload, bytearray):
            self.payload = bytearray(self.payload)
        self.cache = {}
        self.lock = threading.Lock()
