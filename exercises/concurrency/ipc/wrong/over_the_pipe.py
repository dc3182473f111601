# fails: bytes that the sender gave to write()
# fails: shared memory
"""Sends over a pipe. send_bytes() does not pickle, and still every byte is copied into the kernel and out again.
"""

class Channel:
    def __init__(self, context):
        self._receiver, self._sender = context.Pipe(duplex=False)

    def send(self, data):
        self._sender.send_bytes(data)

    def receive(self):
        return self._receiver.recv_bytes()

    def close(self):
        self._receiver.close()
        self._sender.close()


def add(counter, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1
