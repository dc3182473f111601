# fails: events and recent are one list
# fails: a session that holds itself
# fails: copied together with its list
"""Copies attribute by attribute in a __deepcopy__ of its own. Without the memo nobody knows that two names
were one list, and a session that holds itself is copied without end.
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
        new = Session(None)
        for name, value in vars(self).items():
            if name not in ("lock", "cache"):
                setattr(new, name, copy.deepcopy(value))
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
