"""Who serves a request for memory, whose block is it when the object is gone, and who gets it back?"""

import gc
import os
import sys

import lab

observe, Address = lab.observe, lab.Address
block, pool, heap, address = lab.pymalloc.block, lab.pymalloc.pool, lab.pymalloc.map, lab.address
allocated_blocks = sys.getallocatedblocks

gc.disable()
gc.collect()

MIB = 2**20
pool_size = heap()["pool_size"]


def size_class(thing):
    """What the header of the thing's pool says; None where there is no pool."""
    found = pool(thing)
    return None if found is None else found["szidx"]


def who_serves():
    rows = []
    for length in (1, 16, 479, 480):
        data = bytes(length)
        found = block(data)
        rows.append({"object": f"bytes({length})", "asks for": sys.getsizeof(data), "size class": size_class(data),
                     "block": found and found["block_size"], "from": "pymalloc" if found else "malloc"})
    observe("served", rows)
    observe("classes", [row["size class"] for row in rows])


def in_all_pools():
    return sum(row["used"] for row in heap()["classes"])


def counted(length):
    """By how much 1000 objects move the blocks in pymalloc's pools, and CPython's own count of blocks."""
    kept = [None] * 1000
    in_pools, blocks = in_all_pools(), allocated_blocks()
    for i in range(1000):
        kept[i] = bytes(length)
    return {"in pools": in_all_pools() - in_pools, "getallocatedblocks": allocated_blocks() - blocks}


def neighbours():
    """Objects of three types, made in turns: the types in the pool that has most of them."""
    things = [thing for i in range(2**40, 2**40 + 1000) for thing in (i, float(i), complex(i))]
    pools = {}
    for thing in things:
        pools.setdefault(pool(thing)["address"], set()).add(type(thing).__name__)
    observe("types in one pool", sorted(max(pools.values(), key=len)))


class Large:
    """With a block of 496 bytes, for which hardly anybody else asks."""
    __slots__ = [f"s{i}" for i in range(58)]


def in_use(where):
    """1 while the block at this address is given out, 0 when it is free."""
    found = pool(where)
    return int(found is not None and found["map"][block(where)["number"]] == "x")


def lives():
    neighbour, alone, cycle = Large(), Large(), Large()  # the neighbour keeps their pool in use
    cycle.s0 = cycle
    where = {"alone": Address(address(alone)), "in a cycle": Address(address(cycle))}
    series, steps = {name: [] for name in where}, []

    def step(label):
        steps.append(label)
        for name, place in where.items():
            series[name].append(in_use(place))

    step("made")
    del alone, cycle
    step("del")
    gc.collect()
    step("collect")
    observe("steps", steps)
    observe("blocks in use", series)
    del neighbour


class Reading:
    """16 bytes for the collector, 16 of every object, one slot: 40 bytes, and so a block of 48."""
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


MANY, EVERY = 400_000, 400


def resident():
    """MiB of this process that are in memory."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


def distinct_pools(readings):
    # A pool begins at a multiple of its size.
    return len({address(reading) & -pool_size for reading in readings})


def row(scene, readings):
    return {"kept": scene, "objects": len(readings), "pools": distinct_pools(readings),
            "arenas": heap()["arenas"], "MiB": round(resident())}


def make():
    return [Reading(number % 99) for number in range(MANY)]


def scenes():
    """400,000 objects, and two ways to keep a thousand of them."""
    rows = []
    readings = make()
    rows.append(row("all", readings))
    readings = readings[-MANY // EVERY:]
    rows.append(row("the last 1000", readings))
    readings = None
    readings = make()[::EVERY]
    rows.append(row("every 400th", readings))
    observe("heap", rows)
    observe("arenas", {row["kept"]: row["arenas"] for row in rows})
    observe("resident", {row["kept"]: row["MiB"] for row in rows})
    observe("pools of every 400th", rows[-1]["pools"])
    return readings


who_serves()
observe("counted", {f"bytes({length})": counted(length) for length in (479, 480)})
neighbours()
lives()
survivors = scenes()
values = [reading.value for reading in survivors]

sys.modules["lab"] = None  # payload() is to work it out, not to look it up
import answer  # noqa: E402 - after what is shown, so that it cannot disturb it

payloads = [answer.payload(k) for k in range(2, 32)]
observe("payloads", [size_class(data) if type(data) is bytes else type(data).__name__ for data in payloads])

survivors = answer.defragment(survivors)
if not isinstance(survivors, list) or not all(type(reading) is Reading for reading in survivors):
    observe("survivors", type(survivors).__name__)
else:
    right = sum(reading.value == value for reading, value in zip(survivors, values))
    observe("survivors", {"objects": len(set(map(id, survivors))), "right": right})
    observe("pools afterwards", distinct_pools(survivors))
    observe("arenas afterwards", heap()["arenas"])
