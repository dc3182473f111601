"""memory-manager: get a block of the size you want, and gather what is scattered.

1. payload(k) -> bytes

   Return a bytes object whose memory comes from size class k of the small-object allocator, for k from
   2 to 31. Class 0 serves requests of 1 to 16 bytes, class 1 of 17 to 32, and so on in steps of 16.

2. defragment(readings) -> list of readings

   `readings` are what is left of very many objects: each lies alone in a pool of 16 KiB and keeps it
   from being given back. Return a list of readings with the same values, in the same order, that need
   as few pools as possible. A Reading is made by Reading(value), type(reading) is the class, and
   reading.value its only attribute. The caller drops the old list.

Try it:  lab run memory-manager --answer mine.py
"""


def payload(k):
    return b""


def defragment(readings):
    return readings
