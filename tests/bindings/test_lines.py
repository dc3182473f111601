"""The watch of lines, beside what the program's own trace functions, profilers and tools do."""

import importlib.util
import sys
import unittest

from watching import ExecutionTest

IN_312 = sys.version_info >= (3, 12)


class Lines(ExecutionTest):
    def test_of_a_function(self):
        self.watch(
            "import lab\n"  # 1
            "def f(n):\n"
            "    total = 0\n"  # 3
            "    for i in range(n):\n"  # 4
            "        if i == 1:\n"  # 5
            "            total += i\n"  # 6
            "    return total\n"  # 7
            "with lab.watch.lines():\n"
            "    f(3)\n"
        )
        self.assertEqual(self.lines("f"), [3, 4, 5, 4, 5, 6, 4, 5, 4, 7])

    def test_from_the_first_line_to_the_last_of_atexit(self):
        self.watch(
            "import atexit\n"
            "def last():\n"
            "    return 3\n"
            "atexit.register(last)\n",
            what="lines",
        )
        self.assertEqual(self.lines("<module>"), [1, 2, 4])
        self.assertEqual(self.lines("last"), [3])

    def test_of_a_generator_resumed(self):
        self.watch(
            "import lab\n"
            "def f():\n"
            "    yield 1\n"
            "    yield 2\n"
            "with lab.watch.lines():\n"
            "    list(f())\n"
        )
        self.assertEqual(self.lines("f"), [3, 4])

    def test_of_an_exception_handled(self):
        self.watch(
            "import lab\n"
            "def f():\n"
            "    try:\n"  # 3
            "        {}[1]\n"  # 4
            "    except KeyError:\n"  # 5
            "        return 6\n"  # 6
            "with lab.watch.lines():\n"
            "    f()\n"
        )
        self.assertEqual(self.lines("f"), [3, 4, 5, 6])

    def test_with_instructions_too(self):
        self.watch("x = 1\ny = 2\n", what="lines,instructions")
        self.assertEqual(self.lines("<module>"), [1, 2])
        order = [e["event"] for e in self.records if e.get("line") == 2 and e.get("file") == self.file]
        self.assertEqual(order[0], "line", "a line comes before its instructions")

    def test_of_threads(self):
        self.watch(
            "import threading\n"
            "def work():\n"
            "    return 3\n"
            "threads = [threading.Thread(target=work) for _ in range(5)]\n"
            "[t.start() for t in threads]; [t.join() for t in threads]\n",
            what="lines",
        )
        self.assertEqual(self.lines("work"), [3] * 5)


# A program that traces, profiles or monitors itself; what it sees must be what it sees alone.
TRACED = """
import sys, threading
seen = []
def work(n):
    x = n
    for i in range(n):
        x += i
    return x
def watch(frame, event, argument):
    if frame.f_code is not work.__code__: return None
    seen.append((event, frame.f_lineno))
    return watch
"""


class Sharing(ExecutionTest):
    """The same program alone and watched, in every way: it prints the same, and the watch goes on."""

    def check(self, body, watches=("lines", "instructions", "lines,instructions")):
        path = self.write("alone.py", body)
        alone = self.output("-B", path)
        self.assertTrue(alone.strip(), "it prints what it has seen")
        for what in watches:
            with self.subTest(watch=what):
                self.assertEqual(self.watch(body + "def after():\n    1 is None\nafter()\n", what=what), alone)
                name = "instruction" if "instructions" in what else "line"
                self.assertTrue(self.mine(name, code="work"), "what the program traces")
                self.assertTrue(self.mine(name, code="after"), "what comes after it")
                self.assertEqual(self.notices(), [])
                self.log.unlink()

    def test_settrace(self):
        self.check(TRACED + "sys.settrace(watch)\nwork(2)\nprint(sys.gettrace() is watch)\n"
                   "sys.settrace(None)\nprint(sys.gettrace(), seen)\n")

    def test_settrace_with_opcodes_in_some_frames(self):
        self.check(TRACED + """
def opcodes(frame, event, argument):
    if frame.f_code is not work.__code__: return None
    frame.f_trace_opcodes = frame.f_locals['n'] > 1
    seen.append((event, frame.f_lasti))
    return opcodes
sys.settrace(opcodes)
work(1)
work(2)
sys.settrace(None)
print(seen)
""")

    def test_settrace_function_that_raises(self):
        self.check(TRACED + """
def failing(frame, event, argument):
    if frame.f_code is work.__code__ and event == 'line': raise KeyError(frame.f_lineno)
    return failing
sys.settrace(failing)
try: work(2)
except KeyError as error: print('raised', error, sys.gettrace())
work(1)
""")

    def test_settrace_function_that_refuses_the_call(self):
        self.check(TRACED + """
def failing(frame, event, argument):
    if frame.f_code is work.__code__: raise KeyError(event)
sys.settrace(failing)
try: work(2)
except KeyError as error: print('raised', error, sys.gettrace())
work(1)
""")

    def test_settrace_that_turns_itself_off(self):
        self.check(TRACED + """
def once(frame, event, argument):
    seen.append(event)
    sys.settrace(None)
sys.settrace(once)
work(2)
print(seen, sys.gettrace())
""")

    def test_jump(self):
        self.check(TRACED + """
def jump(frame, event, argument):
    if frame.f_code is not work.__code__: return None
    if event == 'line' and frame.f_lineno == 6: frame.f_lineno = 8
    return jump
sys.settrace(jump)
print(work(5))
sys.settrace(None)
""")

    def test_threading_settrace(self):
        self.check(TRACED + """
threading.settrace(watch)
thread = threading.Thread(target=work, args=(2,))
thread.start(); thread.join()
threading.settrace(None)
print(seen)
""")

    def test_trace_function_of_an_extension(self):
        """PyEval_SetTrace, which no function of sys is asked about; with an audit hook that runs Python."""
        if not importlib.util.find_spec("_testcapi"):
            self.skipTest("CPython's _testcapi is not installed")
        self.check(TRACED + """
import _testcapi
sys.addaudithook(lambda event, arguments: None)
def run():
    _testcapi.settrace_to_record(seen); work(2); sys.settrace(None)
run()
print([(what, line) for what, line, *_ in seen])
""")

    def test_setprofile(self):
        self.check(TRACED + """
def profile(frame, event, argument):
    if frame.f_code is work.__code__: seen.append(event)
sys.setprofile(profile)
work(2)
print(sys.getprofile() is profile)
sys.setprofile(None)
print(seen)
""")

    def test_both(self):
        self.check(TRACED + """
sys.setprofile(lambda frame, event, argument: seen.append(event) if frame.f_code is work.__code__ else None)
sys.settrace(watch)
work(2)
sys.settrace(None)
sys.setprofile(None)
print(seen)
""")

    def test_call_tracing(self):
        self.check(TRACED + """
def nested(frame, event, argument):
    if frame.f_code is outer.__code__: sys.call_tracing(work, (2,))
    if frame.f_code is work.__code__:
        seen.append((event, frame.f_lineno))
        return nested
def outer(): pass
sys.settrace(nested)
outer()
sys.settrace(None)
work(1)
print(seen)
""")

    def test_debugger(self):
        self.check(TRACED + """
import bdb
class Steps(bdb.Bdb):
    def user_line(self, frame):
        if frame.f_code is work.__code__: seen.append(frame.f_lineno)
        self.set_step()
Steps().runcall(work, 2)
print(seen)
""")

    @unittest.skipUnless(IN_312, "sys.monitoring exists from 3.12 on")
    def test_monitoring_tool(self):
        self.check(TRACED + """
m = sys.monitoring
m.use_tool_id(m.DEBUGGER_ID, 'mine')
m.register_callback(m.DEBUGGER_ID, m.events.LINE, lambda code, line: seen.append(line) if code is work.__code__ else None)
m.register_callback(m.DEBUGGER_ID, m.events.INSTRUCTION, lambda code, at: seen.append(at) if code is work.__code__ else None)
m.set_events(m.DEBUGGER_ID, m.events.LINE | m.events.INSTRUCTION)
work(2)
m.set_events(m.DEBUGGER_ID, 0)
m.free_tool_id(m.DEBUGGER_ID)
print(seen)
""")

    @unittest.skipUnless(IN_312, "sys.monitoring exists from 3.12 on")
    def test_all_tool_ids_taken(self):
        self.watch("import lab, sys\n"
                   "for id in range(6): sys.monitoring.use_tool_id(id, 'mine')\n"
                   "try: lab.watch.lines()\n"
                   "except RuntimeError as error: print(error)\n")
        self.assertRegex(self.process.stdout, "all six tool ids.*free_tool_id")

    @unittest.skipUnless(IN_312, "sys.monitoring exists from 3.12 on")
    def test_our_tool_freed_by_the_program(self):
        self.watch("import sys\nsys.monitoring.free_tool_id(3)\nprint('on')\n", what="lines")
        self.assertEqual(self.process.stdout, "on\n")
        (notice,) = self.notices()
        self.assertRegex(notice, "freed the lab's tool id")


class NothingLeftBehind(ExecutionTest):
    def test_after_stop(self):
        self.watch("""
import lab, sys, _thread, threading, gc, types
def generator():
    yield sys._getframe()
    yield
go, ready = threading.Event(), threading.Event()
frames, traces = [], []
def waiting():
    frames.append(sys._getframe()); ready.set(); go.wait(); traces.append(sys.gettrace())
thread = threading.Thread(target=waiting, daemon=True); thread.start(); ready.wait()
settrace, start = sys.settrace, _thread.start_new_thread
with lab.watch.instructions(), lab.watch.lines():
    suspended = generator()
    frames.append(next(suspended))
    try: 1 / 0
    except ZeroDivisionError as error: frames.append(error.__traceback__.tb_frame)
frames.append(sys._getframe())
print(sys.gettrace(), [frame.f_trace_opcodes for frame in frames])
print([f for f in gc.get_objects() if isinstance(f, types.FrameType) and f.f_trace_opcodes])
if hasattr(sys, 'monitoring'):
    print([sys.monitoring.get_tool(id) for id in range(6) if sys.monitoring.get_tool(id)])
else:
    print([])
print(settrace is sys.settrace, start is _thread.start_new_thread)
go.set(); thread.join()
print(traces)
""")
        self.assertEqual(self.process.stdout.splitlines(),
                         [f"None {[False] * 4}", "[]", "[]", "True True", "[None]"])

    def test_program_goes_on_specialised(self):
        """Code that was watched is run by CPython as any other afterwards."""
        self.watch("""
import lab, dis
def f(o):
    for _ in range(100): o + o
with lab.watch.instructions():
    f(1)
for _ in range(50): f(1)
adaptive = {i.opname for i in dis.get_instructions(f, adaptive=True)}
print(any(name.startswith('BINARY_OP_') for name in adaptive))
print([name for name in adaptive if name.startswith('INSTRUMENTED')])
""")
        self.assertEqual(self.process.stdout, "True\n[]\n")

    def test_programs_own_trace_function_stays(self):
        self.watch("""
import lab, sys
seen = []
def trace(frame, event, argument):
    if frame.f_code.co_name == 'f': seen.append(event)
    return trace
def f(): return 1
sys.settrace(trace)
w = lab.watch.instructions()
f()
w.stop()
print(sys.gettrace() is trace)
f()
sys.settrace(None)
print(seen)
""")
        self.assertEqual(self.process.stdout, f"True\n{['call', 'line', 'return'] * 2}\n")
