"""The tasks watch: counts worked out by hand, and what programs do to their loops."""

import json
import re

from driver import SHORT, of_kind
from watched_program import WatchedTest

# One iteration for each step of main, and one more that ends the run. Executor and generators are
# shut down in iterations of their own, behind the mark.
COUNTING = """
import asyncio
{code}
asyncio.get_event_loop_policy()
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
"""


class TasksTest(WatchedTest):
    def tasks(self, code, status=0, **options):
        self.events = [e for e in self.watch(code, "tasks", status, **options) if e["event"].startswith("task.")]
        return self.events

    def counting(self, code):
        return self.tasks(COUNTING.format(code=code))

    def of(self, event, /, **fields):
        found = self.named(self.events, "task." + event)
        return [e for e in found if all(e[field] == value for field, value in fields.items())]

    def number(self, coroutine):
        (task,) = self.of("new", coroutine=coroutine)
        return task["task"]

    def outcomes(self, coroutine):
        return [e["outcome"] for e in self.of("step_end", task=self.number(coroutine))]

    def assertPaired(self):
        """Every step has its end, in each thread as brackets stand."""
        open_ = {}
        for event in self.events:
            steps = open_.setdefault((event["pid"], event["tid"]), [])
            if event["event"] == "task.step":
                steps.append((event["task"], event["loop"]))
            if event["event"] == "task.step_end":
                self.assertEqual(steps.pop(), (event["task"], event["loop"]))
        self.assertEqual([steps for steps in open_.values() if steps], [])


class Counts(TasksTest):
    def iterations(self, body, before=""):
        self.counting(before + "async def main():\n    " + body)
        self.assertPaired()
        return len(self.of("iteration"))

    def test_five_times_sleep_0(self):
        # The first step, five more, and the callback that stops the loop.
        self.assertEqual(self.iterations("for _ in range(5): await asyncio.sleep(0)"), 7)
        self.assertEqual(self.outcomes("main"), ["suspended"] * 5 + ["returned"])

    def test_await_of_a_coroutine_does_not_suspend(self):
        body = "for _ in range(5): await nothing()"
        self.assertEqual(self.iterations(body, "async def nothing(): pass\n"), 2)
        self.assertEqual(self.outcomes("main"), ["returned"])

    def test_await_of_a_task(self):
        # main, the task, main again, the stop.
        body = "await asyncio.ensure_future(nothing())"
        self.assertEqual(self.iterations(body, "async def nothing(): pass\n"), 4)
        self.assertEqual(self.outcomes("nothing"), ["returned"])

    def test_gather_of_two(self):
        # main, both, gather's own callbacks, main again, the stop.
        body = "await asyncio.gather(nothing(), nothing())"
        self.assertEqual(self.iterations(body, "async def nothing(): pass\n"), 5)
        self.assertEqual(len(self.of("new")), 3)
        self.assertEqual([e["ready"] for e in self.of("iteration")], [1, 2, 2, 1, 1])

    def test_three_workers_take_turns(self):
        self.counting(
            "async def worker():\n"
            "    for _ in range(3): await asyncio.sleep(0)\n"
            "async def main():\n"
            "    await asyncio.gather(*(worker() for _ in 'abc'))\n"
        )
        workers = [e["task"] for e in self.of("new", coroutine="worker")]
        order = [e["task"] for e in self.of("step") if e["task"] in workers]
        self.assertEqual(order, workers * 4)

    def test_ready_and_scheduled(self):
        self.counting(
            "async def main():\n"
            "    loop = asyncio.get_running_loop()\n"
            "    for _ in range(7): loop.call_soon(print)\n"
            "    timer = loop.call_later(1000, print)\n"
            "    await asyncio.sleep(0)\n"
            "    timer.cancel()\n"
        )
        second = self.of("iteration", iteration=2)[0]
        self.assertEqual((second["ready"], second["scheduled"]), (8, 1))
        self.assertEqual(len(self.of("step", name="print")), 7)


class Places(TasksTest):
    CODE = (
        "import asyncio\n"
        "async def inner():\n"
        "    await asyncio.sleep(0)\n"  # 3
        "async def main():\n"
        "    await inner()\n"
        "    await asyncio.sleep(0)\n"  # 6
        "    return 1\n"  # 7
        "asyncio.run(main())\n"  # 8
    )

    def setUp(self):
        super().setUp()
        self.tasks(self.CODE)
        self.main = self.number("main")

    def test_where_a_step_begins_and_ends(self):
        self.assertEqual([e["line"] for e in self.of("step", task=self.main)], [4, 3, 6])
        self.assertEqual([e["line"] for e in self.of("step_end", task=self.main)], [3, 6, 7])
        self.assertEqual({e["file"] for e in self.of("step", task=self.main)}, {self.program})

    def test_who_made_it(self):
        (task,) = self.of("new", task=self.main)
        self.assertEqual((task["creator_file"], task["creator_line"]), (self.program, 8))
        self.assertEqual((task["name"], task["line"], task["eager"]), ("Task-1", 4, False))

    def test_generator_based_coroutine(self):
        self.tasks(
            "import asyncio, types\n"
            "@types.coroutine\n"
            "def once():\n"
            "    yield\n"  # 4
            "async def main():\n"
            "    await once()\n"
            "asyncio.run(main())\n"
        )
        self.assertEqual([e["line"] for e in self.of("step_end", task=self.number("main"))], [4, 6])


class Times(TasksTest):
    def test_the_blocking_step_is_the_longest(self):
        self.tasks(
            "import asyncio, time\n"
            "async def handler():\n"
            "    await asyncio.sleep(0)\n"
            "    time.sleep(0.1)\n"
            "async def other():\n"
            "    for _ in range(3): await asyncio.sleep(0)\n"
            "async def main():\n"
            "    await asyncio.gather(handler(), other())\n"
            "asyncio.run(main())\n"
        )
        longest = max(self.of("step_end"), key=lambda e: e["duration_ns"])
        self.assertGreaterEqual(longest["duration_ns"], 100_000_000)
        self.assertEqual((longest["task"], longest["line"]), (self.number("handler"), 4))
        waited = max(e["waited_ns"] for e in self.of("step", task=self.number("other")))
        self.assertGreaterEqual(waited, 100_000_000)

    def test_select_tells_the_sleep_asked_for(self):
        self.counting("async def main(): await asyncio.sleep(0.05)")
        asked = max(self.of("select"), key=lambda e: e["timeout_ns"])
        self.assertLessEqual(asked["timeout_ns"], 50_000_000)
        self.assertGreater(asked["timeout_ns"], 0)
        self.assertGreater(asked["slept_ns"], 0)

    def test_a_late_timer(self):
        self.counting(
            "import time\n"
            "def due(): pass\n"
            "async def main():\n"
            "    asyncio.get_running_loop().call_later(0.01, due)\n"
            "    time.sleep(0.06)\n"
            "    await asyncio.sleep(0)\n"
        )
        (due,) = self.of("step", name="due")
        self.assertGreaterEqual(due["late_ns"], 45_000_000)

    def test_a_step_that_does_not_end_is_in_the_log(self):
        events = self.tasks(
            "import asyncio, os, signal\n"
            "async def stuck(): os.kill(os.getpid(), signal.SIGKILL)\n"
            "asyncio.run(stuck())\n",
            status=-9,
        )
        self.assertEqual(events[-1]["event"], "task.step")
        self.assertEqual((events[-1]["name"], events[-1]["line"]), ("stuck", 2))


class Endings(TasksTest):
    def test_exceptions_and_cancellation(self):
        self.counting(
            "async def bad(): 1 / 0\n"
            "async def slow(): await asyncio.sleep(1000)\n"
            "async def main():\n"
            "    tasks = [asyncio.ensure_future(c()) for c in (bad, slow)]\n"
            "    await asyncio.sleep(0)\n"
            "    tasks[1].cancel()\n"
            "    await asyncio.wait(tasks)\n"
            "    assert isinstance(tasks[0].exception(), ZeroDivisionError) and tasks[1].cancelled()\n"
        )
        self.assertEqual(self.outcomes("bad"), ["raised"])
        self.assertEqual(self.outcomes("slow"), ["suspended", "cancelled"])
        self.assertPaired()

    def test_cancelled_before_it_began(self):
        self.counting(
            "async def never(): pass\n"
            "async def main():\n"
            "    task = asyncio.ensure_future(never())\n"
            "    task.cancel()\n"
            "    await asyncio.wait([task])\n"
        )
        self.assertEqual(self.outcomes("never"), ["cancelled"])

    def test_a_callback_that_raises(self):
        self.counting(
            "def bad(): 1 / 0\n"
            "async def main():\n"
            "    asyncio.get_running_loop().call_soon(bad)\n"
            "    await asyncio.sleep(0)\n"
        )
        (step,) = self.of("step", name="bad")
        ends = self.of("step_end", task=0, line=step["line"], file=step["file"])
        self.assertEqual([e["outcome"] for e in ends], ["raised"])
        self.assertIn("Exception in callback bad()", self.of("complaint")[0]["message"])
        self.assertNotIn("lab", self.process.stderr.replace(str(self.folder), ""))

    def test_destroyed_while_pending(self):
        self.counting(
            "import gc\n"
            "async def lost(): await asyncio.get_running_loop().create_future()\n"
            "async def main():\n"
            "    asyncio.ensure_future(lost())\n"
            "    await asyncio.sleep(0)\n"
            "    gc.collect()\n"
        )
        (complaint,) = self.of("complaint")
        self.assertEqual(complaint["message"], "Task was destroyed but it is pending!")
        self.assertEqual(complaint["task"], self.number("lost"))

    def test_an_exception_that_nobody_asked_for(self):
        self.counting(
            "async def bad(): 1 / 0\n"
            "async def main():\n"
            "    asyncio.ensure_future(bad())\n"
            "    await asyncio.sleep(0)\n"
        )
        (complaint,) = self.of("complaint")
        self.assertEqual(complaint["message"], "Task exception was never retrieved")

    def test_keyboard_interrupt_in_a_step(self):
        self.tasks(
            "import asyncio\n"
            "async def main(): raise KeyboardInterrupt\n"
            "try: asyncio.run(main())\n"
            "except KeyboardInterrupt: print('interrupted')\n"
        )
        self.assertEqual(self.process.stdout, "interrupted\n")
        self.assertEqual(self.outcomes("main"), ["raised"])
        self.assertPaired()


class Loops(TasksTest):
    def test_one_after_the_other(self):
        self.tasks("import asyncio\nasync def main(): pass\nfor _ in range(3): asyncio.run(main())\n")
        self.assertEqual([e["loop"] for e in self.of("loop")], [1, 2, 3])
        self.assertEqual(len(self.of("new", coroutine="main")), 3)

    def test_several_threads(self):
        self.tasks(
            "import asyncio, threading\n"
            "async def main():\n"
            "    for _ in range(50): await asyncio.sleep(0)\n"
            "threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(4)]\n"
            "[t.start() for t in threads]; [t.join() for t in threads]\n"
        )
        self.assertPaired()
        mains = [e["task"] for e in self.of("new", coroutine="main")]
        self.assertEqual(len(mains), 4)
        for main in mains:
            self.assertEqual(len(self.of("step", task=main)), 51)
        self.assertEqual(len({e["tid"] for e in self.of("step", name="main")}), 4)

    def test_a_loop_inside_a_step(self):
        self.tasks(
            "import asyncio\n"
            "async def inner(): await asyncio.sleep(0)\n"
            "async def main():\n"
            "    running = asyncio._get_running_loop()\n"
            "    asyncio._set_running_loop(None)\n"
            "    loop = asyncio.new_event_loop()\n"
            "    loop.run_until_complete(loop.create_task(inner()))\n"
            "    loop.close()\n"
            "    asyncio._set_running_loop(running)\n"
            "asyncio.new_event_loop().run_until_complete(main())\n"
        )
        self.assertPaired()
        self.assertEqual(len(self.of("loop")), 2)
        self.assertEqual(self.outcomes("inner"), ["suspended", "returned"])

    def test_forked_child(self):
        self.tasks(
            "import asyncio, os\n"
            "async def main(): await asyncio.sleep(0)\n"
            "asyncio.run(main())\n"
            "child = os.fork()\n"
            "asyncio.run(main())\n"
            "if child: assert os.waitpid(child, 0)[1] == 0\n"
        )
        self.assertPaired()
        pids = [e["pid"] for e in self.of("new", coroutine="main")]
        self.assertEqual(sorted(pids.count(pid) for pid in set(pids)), [1, 2])

    def test_run_once_of_its_own(self):
        self.tasks(
            "import asyncio\n"
            "class Mine(asyncio.SelectorEventLoop):\n"
            "    def _run_once(self):\n"
            "        while self._ready: self._ready.popleft()._run()\n"
            "async def main(): await asyncio.sleep(0)\n"
            "loop = Mine()\n"
            "loop.run_until_complete(main())\n"
            "loop.close()\n"
        )
        self.assertEqual(self.of("iteration"), [])
        self.assertEqual(self.outcomes("main"), ["suspended", "returned"])

    def test_executor(self):
        self.counting("def work(): pass\nasync def main(): await asyncio.get_running_loop().run_in_executor(None, work)")
        (call,) = self.of("executor")
        self.assertEqual((call["function"], call["file"]), ("work", self.program))


class Eager(TasksTest):
    def test_an_eager_task_that_never_waits_takes_no_step(self):
        if SHORT == "3.11":
            self.skipTest("eager tasks exist from 3.12")
        self.counting(
            "async def quick(): return 1\n"
            "async def waits(): await asyncio.sleep(0)\n"
            "async def main():\n"
            "    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)\n"
            "    await asyncio.gather(quick(), waits())\n"
        )
        quick, waits = self.number("quick"), self.number("waits")
        self.assertEqual(self.of("step", task=quick), [])
        self.assertEqual([e["outcome"] for e in self.of("done")], ["returned"])
        self.assertEqual([e["eager"] for e in self.of("new")], [False, True, True])
        self.assertEqual(self.outcomes("waits"), ["returned"])
        self.assertEqual(self.of("done")[0]["task"], quick)
        self.assertEqual(len(self.of("step", task=waits)), 1)


class Unchanged(TasksTest):
    """What a program can see of its loop is the same as without the watch."""

    LOOKING = (
        "import asyncio, inspect, json, re, sys, traceback\n"
        "from asyncio import base_events, events\n"
        "asyncio_came = 'asyncio' in sys.modules\n"
        "async def fails():\n"
        "    depth = len(inspect.stack())\n"
        "    seen.append(depth)\n"
        "    raise ValueError('x')\n"
        "def callback(): seen.append(''.join(traceback.format_stack()))\n"
        "seen = []\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    handle = loop.call_soon(callback)\n"
        "    seen.append(re.sub('0x[0-9a-f]+', '', repr(handle)))\n"
        "    task = loop.create_task(fails(), name='n')\n"
        "    seen.append(sys.getrefcount(task))\n"
        "    try: await task\n"
        "    except ValueError: seen.append(traceback.format_exc())\n"
        "    seen.append(sys.getrefcount(asyncio.current_task()))\n"
        "asyncio.run(main())\n"
        "for f in (events.Handle._run, base_events.BaseEventLoop._run_once, base_events.BaseEventLoop.create_task):\n"
        "    seen += [str(inspect.signature(f)), inspect.isfunction(f), f.__qualname__, f.__module__,\n"
        "             inspect.getsource(f)[:20], f.__code__.co_name, repr(f).split(' at ')[0],\n"
        "             isinstance(f, type(lambda: 0)), f.__doc__]\n"
        "print(json.dumps(seen))\n"
    )

    def test_what_is_seen_from_inside(self):
        self.watch(self.LOOKING, "")
        without = json.loads(self.process.stdout)
        self.tasks(self.LOOKING)
        self.assertEqual(json.loads(self.process.stdout), without)
        self.assertGreater(len(self.events), 10)

    def test_asyncio_is_not_imported_by_the_watch(self):
        self.tasks("import sys\nprint(any(m.partition('.')[0] in ('asyncio', 'selectors') for m in sys.modules))")
        self.assertEqual((self.process.stdout, self.events), ("False\n", []))

    def test_debug_mode_still_reports_slow_callbacks(self):
        self.tasks(
            "import asyncio, logging, time\n"
            "logging.basicConfig()\n"
            "async def slow(): time.sleep(0.06)\n"
            "async def main():\n"
            "    asyncio.get_running_loop().slow_callback_duration = 0.05\n"
            "    await asyncio.create_task(slow())\n"
            "asyncio.run(main(), debug=True)\n"
        )
        self.assertRegex(self.process.stderr, r"Executing <Task finished name='Task-2' coro=<slow\(\) done.* took 0\.")

    def test_methods_are_given_back(self):
        self.tasks(
            "import asyncio, lab\n"
            "from asyncio import base_events, events\n"
            "async def main(): await asyncio.sleep(0)\n"
            "asyncio.run(main())\n"
        )
        self.watch(
            "import asyncio, lab, selectors\n"
            "from asyncio import base_events, events\n"
            "places = [(events.Handle, '_run'), (selectors.EpollSelector, 'select')] + [\n"
            "    (base_events.BaseEventLoop, n) for n in ('_run_once', '_call_soon', 'create_task', '__init__',\n"
            "                                             'call_exception_handler', 'run_in_executor')]\n"
            "before = [vars(c)[n] for c, n in places]\n"
            "async def main(): await asyncio.sleep(0)\n"
            "with lab.watch.tasks() as watching:\n"
            "    asyncio.run(main())\n"
            "    assert not any(vars(c)[n] is f for (c, n), f in zip(places, before))\n"
            "    kept = asyncio.Handle._run\n"
            "assert all(vars(c)[n] is f for (c, n), f in zip(places, before))\n"
            "events.Handle._run = kept\n"
            "count = watching.events\n"
            "asyncio.run(main())\n"
            "print(count > 5, watching.events == count)\n"
        )
        self.assertEqual(self.process.stdout, "True True\n")


class Surviving(TasksTest):
    def test_the_watch_stops_inside_a_step(self):
        self.watch(
            "import asyncio, lab\n"
            "async def main():\n"
            "    await asyncio.sleep(0)\n"
            "    watching.stop()\n"
            "    await asyncio.sleep(0)\n"
            "watching = lab.watch.tasks()\n"
            "asyncio.run(main())\n"
            "with lab.watch.tasks(): asyncio.run(asyncio.sleep(0))\n"
            "print('alive')\n"
        )
        self.assertEqual(self.process.stdout, "alive\n")

    def test_twice_is_refused(self):
        self.tasks(
            "import lab\n"
            "try: lab.watch.tasks()\n"
            "except RuntimeError as error: print(error)\n"
        )
        self.assertIn("stop that watch first", self.process.stdout)

    def test_a_handle_that_cancels_itself(self):
        self.counting(
            "async def main():\n"
            "    loop = asyncio.get_running_loop()\n"
            "    cell = []\n"
            "    cell.append(loop.call_soon(lambda: cell[0].cancel()))\n"
            "    await asyncio.sleep(0)\n"
        )
        self.assertPaired()

    def test_callbacks_of_any_kind(self):
        self.counting(
            "import functools\n"
            "from unittest import mock\n"
            "class C:\n"
            "    def __call__(self): pass\n"
            "    def method(self): pass\n"
            "    def __getattr__(self, name): raise AssertionError(name)\n"
            "class TaskStepMethWrapper(C):\n"
            "    __self__ = property(lambda self: 1 / 0)\n"
            "async def main():\n"
            "    loop = asyncio.get_running_loop()\n"
            "    m = mock.Mock()\n"
            "    for c in (C(), C().method, functools.partial(C()), m, TaskStepMethWrapper(), str, [].clear):\n"
            "        loop.call_soon(c)\n"
            "    loop.call_soon(asyncio.current_task().get_name)\n"
            "    await asyncio.sleep(0)\n"
            "    assert m.mock_calls == [mock.call()], m.mock_calls\n"
        )
        self.assertEqual(self.of("complaint"), [])
        names = [e["name"] for e in self.of("step", task=0)][:8]
        self.assertEqual(names[1], "C.method")
        self.assertEqual((names[4], names[6:8]), ("TaskStepMethWrapper", ["clear", "get_name"]))

    def test_python_tasks(self):
        self.counting(
            "async def main():\n"
            "    loop = asyncio.get_running_loop()\n"
            "    await asyncio.tasks._PyTask(child(), loop=loop, name='p')\n"
            "async def child():\n"
            "    await asyncio.sleep(0)\n"
        )
        self.assertEqual(self.outcomes("child"), ["suspended", "returned"])
        self.assertEqual(self.of("new", coroutine="child")[0]["name"], "p")

    def test_tasks_of_the_same_address(self):
        self.counting(
            "async def child(): pass\n"
            "async def main():\n"
            "    for _ in range(100): await asyncio.ensure_future(child())\n"
        )
        self.assertEqual(len({e["task"] for e in self.of("new", coroutine="child")}), 100)
        self.assertPaired()

    def test_two_thousand_tasks(self):
        self.counting(
            "async def child(): await asyncio.sleep(0)\n"
            "async def main(): await asyncio.gather(*(child() for _ in range(2_000)))\n"
        )
        self.assertPaired()
        self.assertEqual(max(e["ready"] for e in self.of("iteration")), 2_000)
        self.assertEqual(len(self.of("step", name="child")), 4_000)
