"""ipc: what goes from one process to another, and who makes a copy of it?

1. class Channel: from one process that sends to one that receives, through shared memory

   Channel(context)       in the parent, before the child is started (context: of multiprocessing)
   channel.send(data)     in the child: a bytes-like object of any length; waits while there is no room
   channel.receive()      in the parent: the next piece, as bytes; waits until there is one. Pieces may be
                          cut otherwise than they were sent, but their bytes come in order
   channel.close()        in the parent, at the end: nothing of it is left in the system

   64 MiB have to go through 16 MiB of shared memory or less, and not through a pipe or a socket.

2. add(counter, times)

   Adds 1 to a multiprocessing.Value, so many times. Several processes do so at once.

Try it:  lab run ipc --answer mine.py
"""


class Channel:
    def __init__(self, context):
        pass

    def send(self, data):
        pass

    def receive(self):
        return b""

    def close(self):
        pass


def add(counter, times):
    pass
