"""Pipes, queues, shared memory, sockets: what goes over, who copies it, and what is left behind."""

import inspect
import multiprocessing
import os
import pickle
import signal
import socket
import zlib
from multiprocessing import resource_tracker, sharedctypes
from multiprocessing.managers import SyncManager
from multiprocessing.shared_memory import SharedMemory

import lab

observe, Absent = lab.observe, lab.Absent
context = multiprocessing.get_context("fork")  # children that have all of this without pickling
PATIENCE = 20  # seconds for an answer that waits for ever
segments = set()  # names of all shared memory that this process makes or opens


def watch_segments(opened=SharedMemory.__init__):
    def __init__(self, *arguments, **named):
        opened(self, *arguments, **named)
        segments.add(self.name)

    SharedMemory.__init__ = __init__


def is_there(name):
    return os.path.exists("/dev/shm/" + name)


def remove_segments():
    """Whatever the answer did, the system is as it was."""
    for name in sorted(filter(is_there, segments)):
        os.unlink("/dev/shm/" + name)
        resource_tracker.unregister("/" + name, "shared_memory")


def too_late(signal_number, frame):
    raise TimeoutError(f"nothing came for {PATIENCE} seconds")


def on_the_wire():
    receiver, sender = context.Pipe(duplex=False)
    rows = []
    for what, value in {"'x'": "x", "[1, 2, 3]": [1, 2, 3], "1000 bytes": bytes(1000)}.items():
        sender.send(value)
        sent = os.read(receiver.fileno(), 65536)
        rows.append({"object": what, "on the wire": len(sent), "length field": int.from_bytes(sent[:4], "big"),
                     "pickle": len(pickle.dumps(value))})
    observe("wire", rows)
    receiver.close(), sender.close()


def through_a_queue():
    queue = context.Queue()
    threads = [queue._thread and queue._thread.name]
    it = [0]
    # The feeder thread pickles one object, and then wants this lock to write it. Holding it makes certain
    # what otherwise happens now and then: the second object is pickled after it was changed.
    with queue._wlock:
        queue.put("first")
        threads.append(queue._thread.name)
        queue.put(it)
        it.append(1)
    queue.get()
    observe("put, then changed", queue.get())
    observe("feeder", threads)
    queue.close()
    queue.join_thread()


def read_and_write(counter, has_read, may_write):
    seen = counter.value
    has_read.set()
    may_write.wait(PATIENCE)
    counter.value = seen + 1


def lost_update():
    """`value += 1` is a read and a write, each under the lock; here another one comes between them."""
    counter, has_read, may_write = context.Value("q", 0), context.Event(), context.Event()
    other = context.Process(target=read_and_write, args=(counter, has_read, may_write))
    other.start()
    has_read.wait(PATIENCE)
    counter.value += 1
    may_write.set()
    other.join()
    observe("two increments", counter.value)


def through_a_manager():
    # Over loopback: the unix socket that it takes by itself is closed to a run, since by such sockets
    # the services of a machine are reached.
    with SyncManager(("127.0.0.1", 0), ctx=context) as manager:
        shared = manager.dict(items=[])
        shared["items"].append(1)  # to a copy, which goes away
        lost = shared["items"]
        items = shared["items"]
        items.append(1)
        shared["items"] = items
        observe("appended in a manager's dict", {"in place": lost, "assigned again": shared["items"]})


def of_shared_memory():
    memory = SharedMemory(create=True, size=4096)
    there, view = [is_there(memory.name)], memory.buf[:10]
    try:
        memory.close()
        closing = "closed"
    except BufferError as error:
        closing = str(error)
    view.release()
    memory.close()
    there.append(is_there(memory.name))
    memory.unlink()
    there.append(is_there(memory.name))
    observe("close() with a slice alive", closing)
    observe("in /dev/shm: made, closed, unlinked", there)
    observe("track=", "track" in inspect.signature(SharedMemory).parameters)


def pass_a_file(there):
    read, write = os.pipe()
    os.write(write, b"through a descriptor")
    socket.send_fds(there, [b"!"], [read])


def through_a_socket():
    here, there = socket.socketpair()
    child = context.Process(target=pass_a_file, args=(there,))
    child.start()
    message, (descriptor,), _, _ = socket.recv_fds(here, 1, 1)
    observe("passed", {"message": len(message), "read": os.read(descriptor, 100).decode()})
    child.join()
    os.close(descriptor)
    here.close(), there.close()


BLOCK, BLOCKS, TAIL = 1 << 20, 64, 12_345
SIZE = BLOCK * BLOCKS + TAIL


def payload():
    """64 blocks that differ, and a short one at the end."""
    unit = b"".join(number.to_bytes(4, "little") for number in range(BLOCK // 4 + BLOCKS))
    for number in range(BLOCKS):
        yield unit[4 * number:4 * number + BLOCK]
    yield unit[:TAIL]


def written():
    """Bytes that this process gave to write(): the kernel's own count."""
    with open("/proc/self/io") as counts:
        return next(int(line.split()[1]) for line in counts if line.startswith("wchar"))


def produce(channel, by_write):
    before = written()
    for block in payload():
        channel.send(block)
    by_write.value = written() - before


def received(channel):
    total, checksum = 0, 0
    while total < SIZE:
        piece = channel.receive()
        if not piece:
            break
        total, checksum = total + len(piece), zlib.crc32(piece, checksum)
    return total, checksum


def moved():
    checksum = 0
    for block in payload():
        checksum = zlib.crc32(block, checksum)
    observe("checksum sent", checksum)
    segments.clear()
    channel, by_write = answer.Channel(context), context.RawValue("q", -1)
    sizes = [os.stat("/dev/shm/" + name).st_size for name in segments if is_there(name)]
    observe("shared", {"segments": len(sizes), "bytes": sum(sizes)})
    observe("bytes of shared memory", sum(sizes))
    child = context.Process(target=produce, args=(channel, by_write), daemon=True)
    child.start()
    total, checksum = received(channel)
    observe("received", total)
    observe("checksum", checksum)
    if total == SIZE:
        child.join()
    observe("written by the sender", by_write.value)
    observe("moved", {"bytes that came": total, "shared memory": sum(sizes),
                      "bytes given to write()": by_write.value})
    try:
        channel.close()
        observe("close", "closed")
    except BufferError as error:
        observe("close", str(error))
    observe("left in /dev/shm", sum(map(is_there, segments)))
    child.kill()
    child.join()


class WatchedValue(sharedctypes.Synchronized):
    """Counts the reads of `value` by a process that does not hold the lock, though it will write."""

    @property
    def value(self):
        if not self._lock._semlock._is_mine():
            with unlocked.get_lock():
                unlocked.value += 1
        return self._obj.value

    @value.setter
    def value(self, number):
        with self._lock:
            self._obj.value = number


def counted(processes=4, times=5_000):
    counter = WatchedValue(context.RawValue("q", 0), ctx=context)
    children = [context.Process(target=answer.add, args=(counter, times), daemon=True) for _ in range(processes)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    with counter.get_lock():
        observe("counted", counter.value)
    observe("read without the lock", unlocked.value)


unlocked = context.Value("q", 0)
on_the_wire()
through_a_queue()
lost_update()
through_a_manager()
of_shared_memory()
through_a_socket()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

watch_segments()
signal.signal(signal.SIGALRM, too_late)
signal.alarm(PATIENCE)
try:
    moved()
    counted()
finally:
    signal.alarm(0)
    remove_segments()
