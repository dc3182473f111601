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
        state = vars(self).copy()
        del state["lock"]
        if protocol >= 5:
            state["payload"] = pickle.PickleBuffer(self.payload)
        return copyreg.__newobj__, (type(self),), state

    def __setstate__(self, state):
        self.__dict__.update(state)
        if not isinstance(self.payload, bytearray):
            self.payload = bytearray(self.payload)
        self.lock = threading.Lock()
