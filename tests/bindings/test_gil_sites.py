"""The sites of the `gil` watch: the line, the instruction and the C function that let go of the GIL."""

from collections import Counter, defaultdict
from pathlib import Path

from gil_log import GilTest, spelled_out

# What CPython names so in one version or another. It is absent, "", where static functions have no names;
# zlib may moreover be a library of its own, stripped or not.
SLEEP = {"pysleep", "time_sleep"}
ACQUIRE = {"acquire_timed", "lock_PyThread_acquire_lock", "PyThread_acquire_lock_timed_with_retries"}
COMPRESS = {"zlib_compress", "zlib_compress_impl"}
LOOP = "_PyEval_EvalFrameDefault"


class SiteTest(GilTest):
    def drops(self, code, **options):
        """(site, drop) of each drop that this program itself makes."""
        self.run_watched(code, **options)
        self.sites = {}
        found = []
        for event in self.events:
            if event["event"] == "gil.site":
                self.assertNotIn(event["site"], self.sites, "a number is given once in a log")
                self.sites[event["site"]] = event
            elif event["event"] == "gil.drop" and event["site"] != 0:
                self.assertIn(event["site"], self.sites, "a site is named before it is used")
                site = self.sites[event["site"]]
                if site["file"] == self.program:
                    found.append((site, event))
        return found

    def called_on(self, line, drops):
        return {site["called"] for site, _ in drops if site["line"] == line}

    def has_static_names(self):
        """Whether the file that CPython's code is in has the names of static functions."""
        code = (
            "import ctypes; a = ctypes.cast(ctypes.pythonapi.PyEval_SaveThread, ctypes.c_void_p).value\n"
            "for line in open('/proc/self/maps'):\n"
            "    words = line.rstrip('\\n').split(maxsplit=5); begin, end = (int(x, 16) for x in words[0].split('-'))\n"
            "    if begin <= a < end: print(words[5])\n"
        )
        return b".symtab\0" in Path(self.output("-c", code).strip()).read_bytes()


class Blocking(SiteTest):
    PROGRAM = """
import os, threading, time, zlib
def read(fd):
    os.read(fd, 1)
def sleep():
    time.sleep(0.001)
def lock(it):
    it.acquire(timeout=0.001)
def compress(data):
    zlib.compress(data)
fd = os.open("/dev/zero", os.O_RDONLY)
held = threading.Lock()
held.acquire()
data = os.urandom(1 << 16)
for _ in range(5):
    read(fd), sleep(), lock(held), compress(data)
"""

    def test_the_line_the_call_and_the_c_function_are_named(self):
        drops = self.drops(self.PROGRAM)
        expected = {
            "read": (4, "os.read", {"_Py_read"}),
            "sleep": (6, "time.sleep", SLEEP),
            "lock": (8, "it.acquire", ACQUIRE),
            "compress": (10, "zlib.compress", COMPRESS),
        }
        static = set() if self.has_static_names() else {""}
        absent = {"read": set(), "sleep": static, "lock": static, "compress": {""}}
        for code, (line, called, functions) in expected.items():
            with self.subTest(code):
                found = [(site, drop) for site, drop in drops if site["code"] == code]
                self.assertGreaterEqual(len(found), 5)
                for site, drop in found:
                    self.assertEqual((site["line"], site["called"]), (line, called))
                    self.assertIn(site["opcode"], ("PRECALL", "CALL", "CALL_KW"))
                    self.assertEqual(drop["reason"], "blocking")
                    self.assertIn(site["function"], functions | absent[code])

    def test_a_site_is_written_once_however_often_it_lets_go(self):
        program = "import os\nfor _ in range(1000):\n    os.stat('/')\n"
        drops = [site for site, _ in self.drops(program) if site["line"] == 3]
        self.assertEqual(len(drops), 1000)
        # In 3.11 an instruction may be taken by PRECALL when it has been specialised.
        self.assertLessEqual(len({site["site"] for site in drops}), 2)

    def test_one_instruction_that_calls_different_functions_is_different_sites(self):
        program = """
import os
for f, more in [(os.stat, {}), (os.access, {"mode": 0})] * 50:
    f("/", **more)
"""
        drops = [site for site, _ in self.drops(program) if site["line"] == 4]
        counts = Counter(site["site"] for site in drops)
        self.assertEqual(sorted(counts.values()), [50, 50])
        self.assertEqual({site["called"] for site in drops}, {"f"})
        if self.has_static_names():
            self.assertEqual(len({site["function"] for site in drops}), 2, drops)


class Forced(SiteTest):
    def test_a_c_call_that_held_on_is_named_where_the_request_is_answered(self):
        program = """
import sys, threading
sys.setswitchinterval(0.001)
done = False
def hold():
    global done
    for _ in range(10):
        sum(range(1_000_000))
    done = True
thread = threading.Thread(target=hold)
thread.start()
while not done:
    pass
thread.join()
"""
        forced = [site for site, drop in self.drops(program) if drop["reason"] == "request"]
        held = [site for site in forced if site["line"] == 8]
        self.assertGreaterEqual(len(held), 1)
        for site in held:
            self.assertEqual(site["code"], "hold")
            self.assertEqual(site["function"], LOOP)
        self.assertIn("sum", {site["called"] for site in held})


class Called(SiteTest):
    PROGRAM = """
import os, os as module
from os import stat
class Box: pass
box = Box(); box.inner = Box(); box.inner.stat = stat
class Base:
    def stat(self, path): return os.stat(path)
class Derived(Base):
    stat = staticmethod(stat)
    def by_super(self):
        return super().other("/")
Base.other = staticmethod(stat)
def local(f, items, yes, arguments={"follow_symlinks": True}):
    g = f
    f("/")
    g("/", follow_symlinks=True)
    items[0]("/")
    f("/" if yes else ".")
    str(f("/"))
    f(*["/"])
    f(*["/"], **arguments)
    (lambda: f)()("/")
    def inner():
        f("/")
    inner()
    return [module.stat("/")
            for _ in "x"]
stat("/")
os.stat("/")
box.inner.stat("/")
Derived.stat("/")
local(stat, [stat], True)
Derived().by_super()
Box().__class__.__name__.join(str(stat("/")))
"""
    EXPECTED = {
        11: "other",
        15: "f",
        16: "g",
        17: "",  # computed
        18: "",  # a jump before the call
        19: "f",
        20: "f",
        21: "f",
        22: "",
        24: "f",
        26: "module.stat",
        28: "stat",
        29: "os.stat",
        30: "box.inner.stat",
        31: "Derived.stat",
        34: "stat",
    }

    def test_the_name_of_what_is_called_is_read_from_the_instructions(self):
        drops = self.drops(self.PROGRAM)
        for line, name in self.EXPECTED.items():
            with self.subTest(line=self.PROGRAM.splitlines()[line - 1]):
                self.assertEqual(self.called_on(line, drops), {name})


class Reuse(SiteTest):
    def test_code_objects_that_come_to_one_address_are_told_apart(self):
        program = """
import os
for i in range(400):
    text = "\\n" * i + "os.stat('/')"
    exec(compile(text, __file__, "exec", dont_inherit=True))
"""
        drops = self.drops(program)
        lines = Counter(site["line"] for site, _ in drops if site["code"] == "<module>")
        self.assertEqual({line: lines[line] for line in range(1, 401)}, dict.fromkeys(range(1, 401), 1))

    def test_a_forked_child_numbers_new_sites_by_itself(self):
        program = """
import os
os.stat("/")
child = os.fork()
if child == 0:
    os.stat("/")
    os._exit(0)
os.waitpid(child, 0)
os.stat(".")
"""
        drops = self.drops(program)  # asserts that no number is given twice
        places = defaultdict(set)
        for site, drop in drops:
            places[site["line"]].add(drop["pid"])
        self.assertEqual(len(places[6]), 1)
        self.assertEqual(len(places[9]), 1)
        self.assertNotEqual(places[6], places[9])

    def test_more_places_than_the_table_has_room_for(self):
        program = """
import os, types
def f(): os.stat("/")
kept = [f.__code__.replace(co_firstlineno=line) for line in range(1, 70_001)]
for code in kept:
    types.FunctionType(code, globals())()
"""
        events = list(spelled_out(self.watch(program, "gil")))
        sites = self.named(events, "gil.site")
        self.assertLessEqual(len(sites), 65536)
        self.assertGreater(len(sites), 60000)
        self.assertEqual([text for text in self.notices if "65,536" in text], self.notices)
        self.assertEqual(len(self.notices), 1)
        drops = Counter(drop["site"] for drop in self.named(events, "gil.drop"))
        self.assertGreaterEqual(drops[0], 70_000 - len(sites))
        self.assertLessEqual(max(drops[site["site"]] for site in sites if site["code"] == "f"), 1)


class Endings(SiteTest):
    def test_sites_during_finalization_and_in_finalizers(self):
        program = """
import atexit, os, threading
class Last:
    def __del__(self, stat=os.stat): stat("/")
last = Last()
atexit.register(os.stat, "/")
threading.Thread(target=lambda: [os.stat("/") for _ in range(100)]).start()
"""
        drops = self.drops(program)
        self.assertGreaterEqual(len([1 for site, _ in drops if site["line"] == 7]), 100)

    def test_deep_recursion_and_exceptions(self):
        program = """
import os
def deep(n):
    if n:
        return deep(n - 1)
    try:
        os.stat("/nonexistent")
    except FileNotFoundError:
        os.stat("/")
for n in (0, 10, 900):
    deep(n)
"""
        drops = self.drops(program)
        self.assertEqual(len([1 for site, _ in drops if site["line"] == 7]), 3)
        self.assertEqual(len([1 for site, _ in drops if site["line"] == 9]), 3)
        self.assertLessEqual(len({site["site"] for site, _ in drops if site["line"] == 9}), 2)
