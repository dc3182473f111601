import copyreg
import pickle
import threading


class Session:
    def __init__(self, payload):
        self.payload = payload
        self.events = []
        self.recent = self.events  # the same list by another name
        self.cache = {}
        self.lock = threading.Lock()

    def __reduce_ex__(self, protocol):
        state = vars(self).copy()  # a dict of our own: the session keeps its lock
        del state["lock"], state["cache"]
        if protocol >= 5:
            # Whoever asks for buffers gets the payload's memory as it is; in a stream it is a bytearray.
            state["payload"] = pickle.PickleBuffer(self.payload)
        return copyreg.__newobj__, (type(self),), state

    def __setstate__(self, state):
        self.__dict__.update(state)
        if not isinstance(self.payload, bytearray):
            self.payload = bytearray(self.payload)  # it came beside the stream
        self.cache = {}
        self.lock = threading.Lock()
