# fails: lock and cache of the copy
"""A lock cannot be copied, so the copy gets the same one: two sessions then wait for each other.
"""

import copy
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

    def __deepcopy__(self, memo):
        new = memo[id(self)] = Session(None)
        for name, value in vars(self).items():
            if name not in ("lock", "cache"):
                setattr(new, name, copy.deepcopy(value, memo))
        new.lock = self.lock
        return new

    def __reduce_ex__(self, protocol):
        state = vars(self).copy()
        del state["lock"], state["cache"]
        if protocol >= 5:
            state["payload"] = pickle.PickleBuffer(self.payload)
        return copyreg.__newobj__, (type(self),), state

    def __setstate__(self, state):
        self.__dict__.update(state)
        if not isinstance(self.payload, bytearray):
            self.payload = bytearray(self.payload)
        self.cache = {}
        self.lock = threading.Lock()
