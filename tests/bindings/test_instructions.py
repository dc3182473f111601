"""The stream of instructions: exactly what is executed, in every version and thread."""

import dis
import sys

from watching import ExecutionTest

IN_312 = sys.version_info >= (3, 12)


def listed(source, name):
    """A function's instructions as dis has them: {offset: (opname, line)}; -1: they belong to no line."""
    scope = {}
    exec(compile(source, "listed", "exec"), scope)
    code = scope[name].__code__
    lines = [position[0] or -1 for position in code.co_positions()]
    return {i.offset: (i.opname, lines[i.offset // 2]) for i in dis.get_instructions(code)}


# Worked out by hand from the bytecode: what runs, without RESUME, for `straight(2)` and so on.
STRAIGHT = "def straight(n):\n    m = n + 1\n    return m\n"
STRAIGHT_RUNS = {
    (3, 11): "LOAD_FAST LOAD_CONST BINARY_OP STORE_FAST LOAD_FAST RETURN_VALUE",
    (3, 12): "LOAD_FAST LOAD_CONST BINARY_OP STORE_FAST LOAD_FAST RETURN_VALUE",
    (3, 13): "LOAD_FAST LOAD_CONST BINARY_OP STORE_FAST LOAD_FAST RETURN_VALUE",
}


class Exactly(ExecutionTest):
    def run_watched(self, source, call):
        self.watch(f"import lab\n{source}with lab.watch.instructions() as w:\n    {call}\nprint(w.events)")
        self.assertEqual(int(self.process.stdout), len(self.events("instruction")))

    def test_straight_line(self):
        expected = STRAIGHT_RUNS.get(sys.version_info[:2])
        if expected is None:
            self.skipTest("its bytecode has not been worked out by hand for this version")
        self.run_watched(STRAIGHT, "straight(2)")
        self.assertEqual(" ".join(self.opcodes("straight")), expected)

    def test_places_are_those_of_dis(self):
        source = (
            "def f(items):\n"
            "    total = 0\n"
            "    for item in items:\n"
            "        if item > 1:\n"
            "            total += item.real\n"
            "    return [total]\n"
        )
        self.run_watched(source, "f([1, 2, 3])")
        listing = listed("import lab\n" + source, "f")
        events = self.mine("instruction", code="f")
        self.assertGreater(len(events), 30)
        for event in events:
            self.assertEqual((event["opcode"], event["line"]), listing[event["offset"]])

    def test_loop_runs_its_body_as_often_as_it_turns(self):
        self.run_watched("def f(n):\n    for i in range(n):\n        i is None\n", "f(50)")
        opcodes = self.opcodes("f")
        self.assertEqual(opcodes.count("IS_OP"), 50)
        self.assertEqual(opcodes.count("JUMP_BACKWARD"), 50)
        self.assertEqual(opcodes.count("FOR_ITER"), 51)

    def test_specialised_instructions_keep_their_names(self):
        # 100 turns are more than specialisation waits for; nobody has watched the first 100.
        body = "def f(o):\n    for _ in range(100):\n        o.real\n"
        self.run_watched(body + "f(1)\n", "f(1)")
        names = set(self.opcodes("f"))
        self.assertIn("LOAD_ATTR", names)
        self.assertLessEqual(names, set(dis.opmap), "each is what dis.opname calls it")

    def test_recursion(self):
        self.run_watched("def f(n):\n    return 0 if n == 0 else f(n - 1)\n", "f(9)")
        opcodes = self.opcodes("f")
        self.assertEqual(opcodes.count("COMPARE_OP"), 10)
        self.assertEqual(opcodes.count("CALL"), 9)

    def test_generator(self):
        self.run_watched("def f():\n    yield 1\n    yield 2\n", "list(f())")
        self.assertEqual(self.opcodes("f").count("YIELD_VALUE"), 2)

    def test_generator_thrown_into(self):
        source = (
            "def f():\n    try:\n        yield 1\n    except KeyError:\n        1 is None\n"
            "def g():\n    i = f()\n    next(i)\n"
            "    try: i.throw(KeyError)\n    except StopIteration: pass\n"
        )
        self.run_watched(source, "g()")
        self.assertEqual(self.opcodes("f").count("YIELD_VALUE"), 1)
        self.assertEqual(self.opcodes("f").count("IS_OP"), 1)

    def test_exceptions(self):
        source = (
            "def f(n):\n    if n == 0:\n        raise KeyError\n    f(n - 1)\n"
            "def g():\n    try:\n        f(4)\n    except KeyError:\n        1 is None\n"
        )
        self.run_watched(source, "g()")
        self.assertEqual(self.opcodes("f").count("RAISE_VARARGS"), 1)
        self.assertEqual(self.opcodes("f").count("COMPARE_OP"), 5)
        self.assertEqual(self.opcodes("g").count("IS_OP"), 1)

    def test_comprehension(self):
        # PEP 709: inlined from 3.12 on, a function of its own before.
        self.run_watched("def f(n):\n    return [i is None for i in range(n)]\n", "f(7)")
        inner = "f" if IN_312 else "f.<locals>.<listcomp>"
        self.assertEqual(self.opcodes(inner).count("IS_OP"), 7)
        self.assertEqual(bool(self.opcodes("f.<locals>.<listcomp>")), not IN_312)

    def test_frame_that_runs_already(self):
        body = "import lab\ndef f():\n    with lab.watch.instructions():\n        1 is None\n        2 is None\n"
        self.watch(body + "f()\n")
        self.assertEqual(self.opcodes("f").count("IS_OP"), 2)

    def test_code_that_is_freed_and_made_anew(self):
        self.run_watched(
            "def f():\n"
            "    for i in range(300):\n"
            "        scope = {}\n"
            "        exec(compile('def g%d():\\n    return %d is None' % (i, i), 'made', 'exec'), scope)\n"
            "        scope.pop('g%d' % i)()\n",
            "f()",
        )
        made = [e["code"] for e in self.events("instruction", file="made", opcode="IS_OP")]
        self.assertEqual(made, [f"g{i}" for i in range(300)])

    def test_names_that_are_not_ascii(self):
        self.run_watched("def fünf_日本_𠀀():\n    1 is None\n", "fünf_日本_𠀀()")
        self.assertEqual(self.opcodes("fünf_日本_𠀀").count("IS_OP"), 1)


class Threads(ExecutionTest):
    RUNNING = (
        "import lab, threading\n"
        "def work(n):\n"
        "    for _ in range(n):\n        1 is None\n"
    )

    def test_that_start_while_it_is_watched(self):
        self.watch(self.RUNNING + (
            "with lab.watch.instructions():\n"
            "    threads = [threading.Thread(target=work, args=(n,)) for n in (3, 5, 8)]\n"
            "    [t.start() for t in threads]; [t.join() for t in threads]\n"
        ))
        counts = {}
        for event in self.mine("instruction", code="work", opcode="IS_OP"):
            counts[event["tid"]] = counts.get(event["tid"], 0) + 1
        self.assertEqual(sorted(counts.values()), [3, 5, 8])

    def test_that_run_already(self):
        self.watch(self.RUNNING + (
            "go, ready = threading.Event(), threading.Event()\n"
            "def waiting():\n    ready.set()\n    go.wait()\n    2 is None\n    work(4)\n"
            "thread = threading.Thread(target=waiting)\n"
            "thread.start(); ready.wait()\n"
            "with lab.watch.instructions():\n    go.set(); thread.join()\n"
        ))
        self.assertEqual(self.opcodes("waiting").count("IS_OP"), 1)
        self.assertEqual(self.opcodes("work").count("IS_OP"), 4)

    def test_many_at_once(self):
        self.watch(self.RUNNING + (
            "import sys\nsys.setswitchinterval(1e-5)\n"
            "with lab.watch.instructions():\n"
            "    threads = [threading.Thread(target=work, args=(500,)) for _ in range(8)]\n"
            "    [t.start() for t in threads]; [t.join() for t in threads]\n"
        ))
        self.assertEqual(self.opcodes("work").count("IS_OP"), 8 * 500)


class Processes(ExecutionTest):
    def test_forked_child(self):
        self.watch(
            "import lab, os\n"
            "def work(n):\n    for _ in range(n):\n        1 is None\n"
            "with lab.watch.instructions():\n"
            "    child = os.fork()\n"
            "    work(5 if child else 3)\n"
            "if child:\n    assert os.waitpid(child, 0)[1] == 0\n"
        )
        counts = {}
        for event in self.mine("instruction", code="work", opcode="IS_OP"):
            counts[event["pid"]] = counts.get(event["pid"], 0) + 1
        parent = self.records[0]["pid"]
        self.assertEqual(counts.pop(parent), 5)
        self.assertEqual(list(counts.values()), [3])


class Surviving(ExecutionTest):
    def test_exit_with_a_generator_open(self):
        self.watch(
            "def f():\n    try:\n        yield 1\n    finally:\n        print('closed')\n"
            "g = f(); next(g)\n",
            what="instructions",
        )
        self.assertEqual(self.process.stdout, "closed\n")
        self.assertEqual(self.opcodes("f").count("YIELD_VALUE"), 1)

    def test_deep_recursion(self):
        body = (
            "import lab, sys\nsys.setrecursionlimit(120_000)\n"
            "def f(n):\n    return 0 if n == 0 else f(n - 1)\n"
        )
        self.watch(body + "with lab.watch.instructions():\n    f(20_000)\n")
        self.assertEqual(self.opcodes("f").count("COMPARE_OP"), 20_001)
        self.log.unlink()
        self.watch(body + "with lab.watch.lines():\n    f(100_000)\n")
        self.assertEqual(self.lines("f"), [4] * 100_001)

    def test_recursion_without_end(self):
        self.watch(
            "import lab\n"
            "def f(): return f()\n"
            "with lab.watch.instructions():\n"
            "    try: f()\n"
            "    except RecursionError: print('caught')\n"
        )
        self.assertEqual(self.process.stdout, "caught\n")

    def test_uncaught_exception(self):
        self.watch("def f():\n    1 / 0\nf()\n", what="instructions", status=1)
        self.assertIn("ZeroDivisionError", self.process.stderr)
        self.assertEqual(self.records[-1]["kind"], "process_end")

    def test_os_exit(self):
        self.watch("import os\nos._exit(7)\n", what="instructions,lines", status=7)
        self.assertTrue(self.mine("instruction"))

    def test_daemon_thread_at_exit(self):
        self.watch(
            "import threading\n"
            "started = threading.Event()\n"
            "def work():\n    while True:\n        started.set()\n"
            "threading.Thread(target=work, daemon=True).start()\n"
            "started.wait()\n",
            what="instructions",
        )
        self.assertTrue(self.opcodes("work"))

    def test_asynchronous_code(self):
        self.watch(
            "import asyncio, lab\n"
            "async def nap(n):\n    await asyncio.sleep(0)\n    return n is None\n"
            "async def main():\n    return await asyncio.gather(*(nap(n) for n in range(10)))\n"
            "with lab.watch.instructions():\n    print(asyncio.run(main()))\n"
        )
        self.assertEqual(self.process.stdout, f"{[False] * 10}\n")
        self.assertEqual(self.opcodes("nap").count("IS_OP"), 10)


class Handles(ExecutionTest):
    def test_without_a_log(self):
        process = self.start("-c", "import lab; lab.watch.instructions()")
        self.assertStatus(process, 1)
        self.assertRegex(process.stderr, "RuntimeError: nothing can be watched.*lab run")

    def test_two_watches_each_write_all(self):
        self.watch(
            "import lab\n"
            "def f(): 1 is None\n"
            "first = lab.watch.instructions()\n"
            "second = lab.watch.instructions()\n"
            "f()\nsecond.stop()\nf()\nfirst.stop()\nf()\n"
        )
        self.assertEqual(self.opcodes("f").count("IS_OP"), 3)

    def test_stopped_twice_and_read_afterwards(self):
        self.watch(
            "import lab\nw = lab.watch.lines()\nx = 1\nw.stop()\nbefore = w.events\nw.stop()\n"
            "y = 2\nprint(before == w.events > 0, repr(w.mode))\n"
        )
        self.assertEqual(self.process.stdout, "True ''\n")

    def test_dropped_handle_goes_on(self):
        self.watch("import lab\nlab.watch.instructions()\ndef f(): 1 is None\nf()\n")
        self.assertEqual(self.opcodes("f").count("IS_OP"), 1)
