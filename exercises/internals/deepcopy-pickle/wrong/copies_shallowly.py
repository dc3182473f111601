# fails: events and recent are one list
# fails: the session after it was copied
"""Copies the lists and not what is in them: the copy and the session share their events.
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
        new = Session(self.payload[:])
        new.events, new.recent = self.events.copy(), self.recent.copy()
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
