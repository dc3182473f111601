"""cProfile, timeit, a line profiler, a memory profiler: what is each of them told by the interpreter?"""

import cProfile
import dis
import gc
import sys
import threading
import timeit
import tracemalloc

import lab

observe, Absent = lab.observe, lab.Absent
monitoring = getattr(sys, "monitoring", None)  # from 3.12
NO_MONITORING = Absent("new in 3.12")


def leaf(n):
    return n


def work():
    a = leaf(1)
    b = leaf(2)
    c = leaf(3)
    return len((a, b, c))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def fib_15():
    fib(15)


def countdown(n):
    while n:
        yield n
        n -= 1


def add_up():
    return sum(countdown(3))


def loop():
    total = 0
    for number in range(7):
        total += leaf(number)
    return total


def fails():
    leaf(1)
    raise KeyError("on purpose")


OURS = {leaf.__code__, work.__code__}
TOOL = 4  # an id that CPython reserves for nobody


def told_by(install):
    """The events that a hook of sys.setprofile or sys.settrace is given while work() runs."""
    seen = dict.fromkeys(("call", "return", "c_return", "line"), 0)

    def hook(frame, event, argument):
        if frame.f_code in OURS and event in seen:
            seen[event] += 1
        return hook

    install(hook)
    work()
    install(None)
    return seen


def told_by_monitoring():
    events = {"call": "PY_START", "return": "PY_RETURN", "c_return": "C_RETURN", "line": "LINE"}
    if monitoring is None:
        return dict.fromkeys(events, NO_MONITORING)
    seen = dict.fromkeys(events, 0)

    def hook_for(event):
        def hook(code, *rest):
            if code in OURS:
                seen[event] += 1
        return hook

    def event_of(name):
        return getattr(monitoring.events, name)

    monitoring.use_tool_id(TOOL, "experiment")
    for event, name in events.items():
        monitoring.register_callback(TOOL, event_of(name), hook_for(event))
    # C_RETURN comes with CALL: there is no asking for it alone.
    monitoring.set_events(TOOL, event_of("PY_START") | event_of("PY_RETURN") | event_of("LINE") | event_of("CALL"))
    work()
    monitoring.set_events(TOOL, 0)
    for name in events.values():
        monitoring.register_callback(TOOL, event_of(name), None)
    monitoring.free_tool_id(TOOL)
    return seen


def events_of_work():
    told = {"sys.setprofile": told_by(sys.setprofile), "sys.settrace": told_by(sys.settrace),
            "sys.monitoring": told_by_monitoring()}
    observe("told", told)
    texts = {"call": "Python call", "return": "Python return", "c_return": "C return", "line": "line"}
    observe("events", [{"event": text, **{hook: seen[event] for hook, seen in told.items()}}
                       for event, text in texts.items()])


def once_and_for_all():
    """What a callback of sys.monitoring can do, and what becomes of the code meanwhile."""
    if monitoring is None:
        observe("events of five calls", NO_MONITORING)
        observe("instrumented", NO_MONITORING)
        return
    answers, start, told = [None], monitoring.events.PY_START, []

    def note(code, offset):
        told.append(code)
        return answers[0]

    def fresh(n):  # leaf() keeps the instructions of the last watch until it is called again
        return n

    def is_instrumented():
        return dis.opname[fresh.__code__._co_code_adaptive[0]].startswith("INSTRUMENTED")

    instrumented = [is_instrumented()]
    monitoring.use_tool_id(TOOL, "experiment")
    monitoring.register_callback(TOOL, start, note)
    counts = {}
    for name, answer in {"every time": None, "DISABLE": monitoring.DISABLE}.items():
        answers[0] = answer
        told.clear()
        monitoring.set_local_events(TOOL, fresh.__code__, start)
        if answer is None:
            instrumented.append(is_instrumented())
        for number in range(5):
            fresh(number)
        counts[name] = len(told)
        monitoring.set_local_events(TOOL, fresh.__code__, 0)
    monitoring.register_callback(TOOL, start, None)
    monitoring.free_tool_id(TOOL)
    instrumented.append(is_instrumented())
    observe("events of five calls", counts)
    observe("instrumented", instrumented)


def profiled(profile, function):
    """[calls, those that were no recursion] of a function."""
    for entry in profile.getstats():
        if entry.code is function.__code__:
            return [entry.callcount, entry.callcount - entry.reccallcount]
    return [0, 0]


def hook_name(hook):
    return None if hook is None else type(hook).__name__


def what_cprofile_does():
    profile = cProfile.Profile()
    profile.runcall(fib_15)
    observe("calls of fib", profiled(profile, fib))

    profile = cProfile.Profile()
    profile.enable()
    hangs = {"sys.getprofile()": hook_name(sys.getprofile()),
             "tool 2": NO_MONITORING if monitoring is None else monitoring.get_tool(2)}
    second = cProfile.Profile()
    try:
        second.enable()
        second.disable()
        answer = "allowed"
    except ValueError:
        answer = "ValueError"
    profile.disable()
    observe("where cProfile hangs", hangs)
    observe("a second one", answer)

    profile, thread = cProfile.Profile(), threading.Thread(target=leaf, args=(1,))
    profile.enable()
    thread.start()
    thread.join()
    profile.disable()
    observe("calls in another thread", profiled(profile, leaf)[0])


def what_timeit_does():
    collects = []
    gc.enable()
    timeit.timeit(lambda: collects.append(gc.isenabled()), number=1)
    observe("collector", {"before": gc.isenabled(), "while timed": collects[0]})


def what_tracemalloc_sees():
    line = what_tracemalloc_sees.__code__.co_firstlineno + 3
    tracemalloc.start()
    kept = bytes(100_000)
    snapshot = tracemalloc.take_snapshot()
    tracemalloc.stop()
    del kept
    found = snapshot.filter_traces([tracemalloc.Filter(True, __file__, line)]).statistics("lineno")
    observe("traced", [[here.size, here.count] for here in found])


def by_line_profiler():
    from line_profiler import LineProfiler
    profiler = LineProfiler(loop)
    profiler.runcall(loop)
    (lines,) = profiler.get_stats().timings.values()
    return {line: hits for line, hits, _ in lines}


def by_memory_profiler():
    from memory_profiler import LineProfiler
    profiler = LineProfiler(backend="psutil")
    profiler(loop)()
    ((_, lines),) = profiler.code_map.items()
    return {line: seen[2] for line, seen in lines if seen}


def line_profilers():
    """What the profilers of others count; nothing is expected of what may be missing here."""
    rows = []
    for profile in (by_line_profiler, by_memory_profiler):
        try:
            lines = profile()
            hits = ", ".join(str(lines.get(loop.__code__.co_firstlineno + number, 0)) for number in range(1, 5))
        except ImportError:
            hits = Absent("not installed")
        except Exception as error:  # a release that does not know this Python
            hits = Absent(f"failed with {type(error).__name__}")
        rows.append({"profiler": profile.__name__.removeprefix("by_"), "hits of lines 1 to 4": hits})
    observe("line profilers", rows)


events_of_work()
once_and_for_all()
what_cprofile_does()
what_timeit_does()
what_tracemalloc_sees()
line_profilers()

import answer  # noqa: E402 - after what is shown, so that it cannot disturb it


def plain(counts):
    """Counts, if that is what the answer gave; else the name of the type."""
    if isinstance(counts, dict) and all(type(count) is int for count in counts.values()):
        return {str(name): count for name, count in sorted(counts.items())}
    return type(counts).__name__


def own_hook(frame, event, argument):
    """A profiler that was there before."""


def by_setprofile():
    observe("calls", {function.__name__: plain(answer.count_calls(function)) for function in (fib_15, add_up, work)})
    sys.setprofile(None)
    sys.setprofile(own_hook)
    try:
        answer.count_calls(fails)
        raised = None
    except KeyError as error:
        raised = str(error.args[0])
    left = sys.getprofile()
    sys.setprofile(None)
    sys.settrace(None)
    observe("after an exception", {
        "raised": raised, "hook": "the one before" if left is own_hook else "none" if left is None else "the answer's"})


def tools():
    """What is set for each tool id: its name, and its events where nobody has it."""
    found = []
    for tool in range(6):
        name = monitoring.get_tool(tool)
        if name is None:
            monitoring.use_tool_id(tool, "look")
            name = "free" if monitoring.get_events(tool) == 0 else "free, but told"
            monitoring.free_tool_id(tool)
        found.append(name)
    return found


def by_monitoring():
    if monitoring is None:
        return
    monitoring.use_tool_id(monitoring.PROFILER_ID, "somebody else")
    before = observe("tools before", tools())
    try:
        observe("calls, monitored", {function.__name__: plain(answer.count_calls_monitored(function))
                                     for function in (fib_15, add_up, work)})
    except ValueError as error:
        observe("calls, monitored", str(error))
    observe("tools", tools())
    try:
        answer.count_calls_monitored(fails)
        raised = None
    except (KeyError, ValueError) as error:
        raised = str(error.args[0])
    observe("tools after an exception", {"raised": raised, "as before": tools() == before})


by_setprofile()
by_monitoring()
observe("hits", plain(answer.count_lines(loop)))
observe("trace function", hook_name(sys.gettrace()))
sys.settrace(None)
