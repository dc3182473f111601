"""A program that moves the GIL in every way: gil_stress.py SECONDS. Eight threads compute, sleep,
compress, and talk through files and sockets, each in an order of its own."""

import os
import random
import socket
import sys
import tempfile
import threading
import time
import zlib


def compute(_):
    sum(range(random.randrange(200_000)))


def loop(_):
    for _ in range(random.randrange(20_000)):
        pass


def sleep(_):
    time.sleep(random.random() * 0.003)


def compress(_):
    zlib.decompress(zlib.compress(os.urandom(random.randrange(1, 100_000))))


def use_file(own):
    own.file.seek(0)
    own.file.write(b"x" * random.randrange(1, 10_000))
    own.file.flush()
    os.fsync(own.file.fileno())


def use_socket(own):
    own.left.sendall(b"y" * 1000)
    received = 0
    while received < 1000:
        received += len(own.right.recv(4096))


def read_zeros(own):
    for _ in range(200):
        os.read(own.zero, 1)


class Worker(threading.Thread):
    STEPS = (compute, loop, sleep, compress, use_file, use_socket, read_zeros)

    def run(self):
        self.left, self.right = socket.socketpair()
        self.zero = os.open("/dev/zero", os.O_RDONLY)
        with self.left, self.right, tempfile.TemporaryFile() as self.file:
            while time.monotonic() < END:
                random.choice(self.STEPS)(self)
        os.close(self.zero)


END = time.monotonic() + float(sys.argv[1])
workers = [Worker() for _ in range(8)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
