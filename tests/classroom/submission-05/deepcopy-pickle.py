import threading


class Session:
    def __init__(self, payload):
        self.payload = payload
        self.events = []
        self.recent = self.events
        self.cache = {}
        self.lock = threading.Lock()
