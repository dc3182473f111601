# fails: copied together with its list
""""They do the same, so one is enough": copies by pickling. The stream knows nothing of the memo of the
copy around it.
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

    def __deepcopy__(self, memo):
        return pickle.loads(pickle.dumps(self))

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
