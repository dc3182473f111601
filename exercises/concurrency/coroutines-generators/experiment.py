"""A generator, a coroutine: what are they made of, what can each of them do, and who wakes them?"""

import ast
import dis
import sys
import types
import warnings
import weakref

import lab

observe, layout, refcount, Absent = lab.observe, lab.generator.layout, lab.refcount, lab.Absent
modules = sys.modules


def numbers():
    lives["generator"].append(layout(me[0]))
    kept = [1]  # noqa: F841 - a local for the frame to hold
    yield 1


@types.coroutine
def suspend():
    yield


async def waits():
    lives["coroutine"].append(layout(me[0]))
    kept = [1]  # noqa: F841
    await suspend()


def delegates():
    lives["yield from"].append(layout(me[0]))
    kept = [1]  # noqa: F841
    yield from [1]


async def produces():
    yield 1


lives, me = {"generator": [], "coroutine": [], "yield from": []}, [None]
FUNCTIONS = {"generator": numbers, "coroutine": waits, "yield from": delegates}


def life(name):
    """The four states: made, running, suspended, over. Read from the object's own memory."""
    me[0] = it = FUNCTIONS[name]()
    before = layout(it)
    it.send(None)
    between = layout(it)
    try:
        it.send(None)
    except StopIteration:
        pass
    return [before, *lives[name], between, layout(it)]


def three_lives():
    seen = {name: life(name) for name in FUNCTIONS}
    observe("numbers", {name: [state["number"] for state in states] for name, states in seen.items()})
    observe("states", {name: [state["state"] for state in states] for name, states in seen.items()})
    moments = ("made", "runs", "waits", "over")
    observe("lives", [{"gi_frame_state": name,
                       **{moment: state["number"] for moment, state in zip(moments, states)},
                       "waits for": (states[2]["delegates_to"] or {"type": "-"})["type"],
                       "locals": " ".join(str(state["bound"]) for state in states)}
                      for name, states in seen.items()])
    observe("embedded", {name: [state["frame"]["embedded"] for state in states] for name, states in seen.items()})
    opcodes = [{i.opname for i in dis.get_instructions(f)} for f in (delegates, waits)]
    observe("shared opcodes", sorted({"RETURN_GENERATOR", "SEND", "YIELD_VALUE"} & opcodes[0] & opcodes[1]))


def error_of(function, *arguments):
    try:
        function(*arguments)
    except (TypeError, RuntimeError, SyntaxError) as error:
        return f"{type(error).__name__}: {error.args[0]}"
    return "none"


def what_they_are():
    coroutine, decorated, asynchronous, generator = waits(), suspend(), produces(), delegates()
    observe("flags", {name: f"{layout(it)['flags']:#x}" for name, it in {
        "generator": generator, "coroutine": coroutine, "@types.coroutine": decorated,
        "async def with yield": asynchronous}.items()})
    observe("async def with yield", type(asynchronous).__name__)
    observe("has", {"coroutine __iter__": hasattr(coroutine, "__iter__"),
                    "coroutine __next__": hasattr(coroutine, "__next__"),
                    "coroutine send": hasattr(coroutine, "send"),
                    "generator __await__": hasattr(generator, "__await__"),
                    "generator send": hasattr(generator, "send")})
    coroutine.close()
    text = "async def f():\n    yield from g()\n"
    observe("yield from in async def", error_of(compile, text, "<text>", "exec").split(":")[0])
    observe("parsed", type(ast.parse("async def f(): await g()").body[0].body[0].value).__name__)


def consumes():
    total = 0
    while total < 6:
        total += yield total
    return total


def sent():
    it, got = consumes(), []
    got.append(next(it))
    for value in (1, 2, 3):
        try:
            got.append(it.send(value))
        except StopIteration as end:
            got.append({"returned": end.value})
    observe("sent 1, 2, 3", got)


class Thing:
    pass


def holds(thing):
    yield refcount(thing)


def frame_gone():
    thing = Thing()
    counts = [refcount(thing)]
    it = holds(thing)
    next(it)
    counts.append(refcount(thing))
    list(it)
    counts.append(refcount(thing))
    observe("a local's references", counts)
    observe("gi_frame", it.gi_frame)


async def answers():
    return 42


def stops_inside():
    raise StopIteration("over")
    yield


def errors():
    it = answers()
    try:
        it.send(None)
    except StopIteration as end:
        observe("returned", end.value)
    observe("errors", {"send when over": error_of(it.send, None),
                       "send(5) at first": error_of(consumes().send, 5),
                       "raise it inside": error_of(list, stops_inside())})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        answers()
    observe("not awaited", [f"{w.category.__name__}: {w.message}" for w in told])


three_lives()
what_they_are()
sent()
frame_gone()
errors()
before = set(modules)

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them


async def deeper(name, turn):
    log.append(f"{name}{turn}")
    await answer.pause()  # two coroutines deep: both of them are suspended


async def worker(name, turns):
    for turn in range(turns):
        if name == "b" and turn == 0:
            seen_by_b.update({other: layout(it)["state"] for other, it in workers.items()})
        await deeper(name, turn)
    return name * turns


async def breaks():
    raise KeyError("on purpose")


def plain(value):
    """What came back, as something that can be observed."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else type(value).__name__


def driven():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        workers.update({name: worker(name, turns) for name, turns in (("a", 2), ("b", 3), ("c", 1))})
        observe("results", plain(answer.run(*workers.values())))
        observe("seen by b", seen_by_b)
        observe("turns", " ".join(log))
        observe("afterwards", {name: layout(it)["state"] for name, it in workers.items()})
        workers.clear()
        log.clear()
        try:
            got = plain(answer.run(worker("x", 1), breaks(), worker("y", 3)))
        except Exception as error:  # dropped at once, or its traceback would keep the coroutines
            got = plain(error)
        observe("with a failure", got)
    observe("left un-awaited", sum("never awaited" in str(w.message) for w in told))


def averages():
    it = answer.running_average()
    got = []
    state = layout(it)["state"] if isinstance(it, types.GeneratorType) else type(it).__name__
    observe("average at first", state)
    for value in (10, 20, 30, None):
        try:
            got.append(plain(it.send(value)))
        except StopIteration as end:
            got.append({"returned": plain(end.value)})
        except (TypeError, RuntimeError) as error:
            got.append(type(error).__name__)
    observe("averages", got)


log, workers, seen_by_b = [], {}, {}
driven()
averages()
observe("asyncio and threads", sorted({"asyncio", "threading", "_asyncio"} & (set(modules) - before)))
import asyncio  # noqa: E402 - only now: whether the answer used it was asked above

observe("asyncio.coroutine", hasattr(asyncio, "coroutine"))
