"""What is new in a deep copy and in an unpickled object, what is still the old, and who decides it?"""

import copy
import gc
import pickle
import pickletools
import threading

import lab

observe, refcount, address = lab.observe, lab.refcount, lab.address
deepcopy, dumps, loads, Buffer = copy.deepcopy, pickle.dumps, pickle.loads, pickle.PickleBuffer

gc.disable()

PROTOCOL = 4  # the default is 4 up to 3.13 and 5 from 3.14


def attempt(function, *arguments):
    """What the function returns; the type of the exception where it raises one."""
    try:
        return function(*arguments)
    except Exception as error:
        return type(error).__name__


def by_pickle(thing):
    return loads(dumps(thing, PROTOCOL))


class Thing:
    """An ordinary class."""


def fate(way, thing):
    """"same", "new", or the exception that there was."""
    try:
        return "same" if address(way(thing)) == address(thing) else "new"
    except Exception as error:
        return type(error).__name__


def who_is_copied():
    things = {
        "2**40": 2**40,
        "(1, 'a', (2, 3))": (1, "a", (2, 3)),
        "(1, [])": (1, []),
        "[1, 2]": [1, 2],
        "the class Thing": Thing,
        "Thing()": Thing(),
        "len": len,
        "a lambda": lambda: None,
        "a Lock": threading.Lock(),
    }
    rows = {text: [fate(deepcopy, thing), fate(by_pickle, thing)] for text, thing in things.items()}
    observe("fates", [{"what": text, "deepcopy": ours, "pickle": theirs} for text, (ours, theirs) in rows.items()])
    del rows["a lambda"][1], rows["a Lock"][1]  # the kind of exception is a matter of the version
    observe("same or new", rows)


class Asked:
    """Says who asks it what."""
    calls = []

    def __reduce_ex__(self, protocol):
        self.calls.append(f"__reduce_ex__({protocol})")
        return super().__reduce_ex__(protocol)

    def __getstate__(self):
        self.calls.append("__getstate__")
        return {"kept": 1}

    def __setstate__(self, state):
        self.calls.append("__setstate__")


def protocol():
    asked = {}
    for name, way in {"deepcopy": deepcopy, "pickle": by_pickle}.items():
        Asked.calls.clear()
        way(Asked())
        asked[name] = list(Asked.calls)
    observe("asked", asked)
    observe("calls", [{"step": str(step), **dict(zip(asked, calls))}
                      for step, calls in enumerate(zip(*asked.values()), 1)])


def memory_of_the_way():
    """How either of them knows what it has met before."""
    memo, items = {}, [[1], [2]]
    deepcopy(items, memo)
    observe("memo of [[1], [2]]", len(memo))
    x = []
    operations = [[operation.name, argument] for operation, argument, _ in pickletools.genops(dumps([x, x], PROTOCOL))]
    observe("pickle of [x, x]", operations)
    numbers = iter(range(len(operations)))  # MEMOIZE does not write the number, it takes the next
    observe("program", [
        {"label": str(step), "value": name.replace("EMPTY_", "").lower(),
         "mark": f"#{next(numbers)}" if name == "MEMOIZE" else f"#{argument}" if name == "BINGET" else None}
        for step, (name, argument) in enumerate(operations[2:], 1)])  # behind PROTO and FRAME
    # All that the pickle says of a class is where to find it.
    observe("text in the pickle of Thing()", [
        argument for _, argument, _ in pickletools.genops(dumps(Thing(), PROTOCOL)) if isinstance(argument, str)])


MB = 1_000_000
LEAF = 1  # the place in `events` of an object whose references are counted


def a_session():
    session = answer.Session(bytearray(b"spam" * (MB // 4)))
    session.events.extend(["eggs", Thing()])
    session.cache.update({"checksum": list(range(1000))})
    session.lock.acquire()  # whoever copies it may find it at work
    return session


def lock_of(session, made):
    if made.lock is session.lock:
        return "the same"
    if type(made.lock) is not type(session.lock):
        return type(made.lock).__name__
    return "new, held" if made.lock.locked() else "new, free"


def cache_of(session, made):
    return "the same" if made.cache is session.cache else "full" if made.cache else "empty"


def out_of_band(session):
    buffers = []
    stream = dumps(session, 5, buffer_callback=buffers.append)
    made = loads(stream, buffers=buffers)
    equal = "equal" if made.payload == session.payload else "different"
    return {"in the stream": len(stream), "beside it": [len(buffer.raw()) for buffer in buffers],
            "payload": f"{type(made.payload).__name__}, {equal}"}


def holds_itself(way, session):
    session.me = session
    try:
        made = way(session)
        return made.me is made and made is not session
    finally:
        del session.me


def shared_with_others(way, session):
    """The session is one of several things that are copied together."""
    made, events = way([session, session.events])
    return made.events is events


WAYS = {"deepcopy": deepcopy, "pickle": by_pickle, "pickle 5": lambda thing: loads(dumps(thing, 5))}


def judge_session():
    session = a_session()
    before = {"attributes": sorted(vars(session)), "references": refcount(session.events[LEAF])}
    copies = {name: attempt(way, session) for name, way in WAYS.items()}

    def each(question):
        return {name: made if isinstance(made, str) else attempt(question, made) for name, made in copies.items()}

    observe("alias", each(lambda made: made.events is made.recent and made.events is not session.events))
    observe("lock and cache", each(lambda made: f"{lock_of(session, made)}; {cache_of(session, made)}"))
    observe("payload", each(lambda made: made.payload is not session.payload and made.payload == session.payload))
    observe("original", {
        "attributes lost": [name for name in before["attributes"] if name not in vars(session)],
        "references more": refcount(session.events[LEAF]) - before["references"],
        "cache": len(getattr(session, "cache", ()))})
    session = a_session()  # the other one may have been harmed
    observe("itself", {name: attempt(holds_itself, way, session) for name, way in WAYS.items()})
    observe("with others", {name: attempt(shared_with_others, way, session) for name, way in WAYS.items()})
    observe("out of band", attempt(out_of_band, session))


who_is_copied()
protocol()
memory_of_the_way()

import answer  # noqa: E402 - after what is shown, so that it cannot disturb it

judge_session()
