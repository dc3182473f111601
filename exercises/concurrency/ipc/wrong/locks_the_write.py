# fails: read without the lock
"""Locks the write. What it writes was read before.
"""

import struct
from multiprocessing.shared_memory import SharedMemory

SLOTS = 4
SLOT = 1 << 20
LENGTH = struct.Struct("<Q")
STRIDE = LENGTH.size + SLOT  # │ length │ bytes … │ length │ bytes … │


class Channel:
    def __init__(self, context):
        self._memory = SharedMemory(create=True, size=SLOTS * STRIDE)
        # Semaphores count the slots: nobody has to look again and again, and each is a memory barrier.
        self._free = context.Semaphore(SLOTS)
        self._filled = context.Semaphore(0)
        self._slot = 0  # the next one; each end has its own

    def _next(self):
        at = self._slot * STRIDE
        self._slot = (self._slot + 1) % SLOTS
        return at, at + LENGTH.size

    def send(self, data):
        for start in range(0, len(data), SLOT):
            piece = data[start:start + SLOT]
            self._free.acquire()
            at, body = self._next()
            LENGTH.pack_into(self._memory.buf, at, len(piece))
            self._memory.buf[body:body + len(piece)] = piece
            self._filled.release()

    def receive(self):
        self._filled.acquire()
        at, body = self._next()
        length, = LENGTH.unpack_from(self._memory.buf, at)
        piece = bytes(self._memory.buf[body:body + length])
        self._free.release()
        return piece

    def close(self):
        self._memory.close()
        self._memory.unlink()


def add(counter, times):
    for _ in range(times):
        seen = counter.value
        with counter.get_lock():
            counter.value = seen + 1
