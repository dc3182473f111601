"""lab.pymalloc: against sys._debugmallocstats, the size classes of the manual, and itself over time."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

import lab

POOL = 16 * 1024
HEADER = 48

def debug_statistics():
    """What _PyObject_DebugMallocStats prints: (size class: (pools, used, free)), arenas."""
    with tempfile.TemporaryFile() as file:
        sys.stderr.flush()
        saved = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            sys._debugmallocstats()
        finally:
            os.dup2(saved, 2)
            os.close(saved)
        file.seek(0)
        text = file.read().decode()
    table = text[text.index("class ") : text.index("# arenas allocated total")]
    rows = [[int(n) for n in line.split()] for line in table.splitlines() if re.match(r"[\d ]+$", line)]
    classes = {row[0]: tuple(row[2:5]) for row in rows if row}
    return classes, int(re.search(r"# arenas allocated current\s*=\s*([\d,]+)", text)[1].replace(",", ""))


class Plain:
    pass


class SizeClass(unittest.TestCase):
    def test_of_requests(self):
        expected = {1: 0, 16: 0, 17: 1, 32: 1, 33: 2, 496: 30, 497: 31, 512: 31}
        self.assertEqual({n: lab.pymalloc.size_class(n) for n in expected}, expected)

    def test_bypassing_requests(self):
        self.assertIsNone(lab.pymalloc.size_class(0))
        self.assertIsNone(lab.pymalloc.size_class(513))
        with self.assertRaises(OverflowError):
            lab.pymalloc.size_class(-1)

    def test_of_bytes(self):
        # 33 bytes of header and end: 479 fill the largest class, 480 bypass pymalloc.
        for length, expected in ((1, 2), (15, 2), (16, 3), (463, 30), (464, 31), (479, 31)):
            self.assertEqual(lab.pymalloc.block(os.urandom(length))["size_class"], expected, length)
        self.assertIsNone(lab.pymalloc.block(os.urandom(480)))


class Block(unittest.TestCase):
    def test_arithmetic(self):
        for x in [os.urandom(50), object(), 10**30, 2.5e10, [1], Plain(), "tëxt" * 3]:
            got = lab.pymalloc.block(x)
            self.assertEqual(got["block_size"], 16 * (got["size_class"] + 1))
            self.assertEqual(got["pool"], id(x) & -POOL)
            self.assertEqual(got["address"], got["pool"] + HEADER + got["number"] * got["block_size"])
            self.assertEqual(got["address"] + got["offset"], id(x))
            self.assertTrue(got["arena"] <= got["pool"] < got["arena"] + 2**20)

    def test_offset_is_what_stands_before_the_object(self):
        self.assertEqual(lab.pymalloc.block(object())["offset"], 0)
        self.assertEqual(lab.pymalloc.block([])["offset"], 16)
        self.assertEqual(lab.pymalloc.block(Plain())["offset"], 32)

    def test_static_objects(self):
        for x in (None, int, 5, (), len.__class__):
            self.assertIsNone(lab.pymalloc.block(x), x)

    def test_addresses(self):
        x = object()
        self.assertEqual(lab.pymalloc.block(lab.Address(id(x))), lab.pymalloc.block(x))
        # The int itself, which is an object too, is another question.
        self.assertNotEqual(lab.pymalloc.block(id(x)), lab.pymalloc.block(x))

    def test_address_of_nothing(self):
        for address in (0, 1, 8, 4096, 2**47 - 8, 2**47, 2**63, 2**64 - 1):
            self.assertIsNone(lab.pymalloc.block(lab.Address(address)), hex(address))
            self.assertIsNone(lab.pymalloc.pool(lab.Address(address)), hex(address))
        with self.assertRaises(OverflowError):
            lab.pymalloc.block(lab.Address(2**64))

    def test_header_of_a_pool_is_no_block(self):
        pool = lab.pymalloc.block(object())["pool"]
        for offset in (0, 8, HEADER - 1):
            self.assertIsNone(lab.pymalloc.block(lab.Address(pool + offset)))
        self.assertEqual(lab.pymalloc.block(lab.Address(pool + HEADER))["number"], 0)

    def test_random_addresses(self):
        import random

        numbers = random.Random(5)
        pools = {a["address"] + o for a in lab.pymalloc.map()["list"] for o in range(-POOL, 2**20 + POOL, 4096)}
        for address in [*pools, *(numbers.getrandbits(47) for _ in range(5000))]:
            got = lab.pymalloc.block(lab.Address(address))
            if got is not None:
                self.assertTrue(got["address"] <= address < got["address"] + got["block_size"])


class Allocator(unittest.TestCase):
    def test_by_kind(self):
        for x in (object(), [1], os.urandom(400), 2**100):
            self.assertEqual(lab.pymalloc.allocator(x), "pymalloc", type(x))
        for x in (os.urandom(1000), [None] * 2, bytes(513)):
            large = sys.getsizeof(x) > 512
            self.assertEqual(lab.pymalloc.allocator(x), "malloc" if large else "pymalloc")
        for x in (None, int, len.__class__, 5):
            self.assertEqual(lab.pymalloc.allocator(x), "static")
        self.assertIsNone(lab.pymalloc.allocator(lab.Address(8)))

    def test_what_a_large_list_points_to_is_malloc_and_the_list_is_not(self):
        x = list(range(1000))
        self.assertEqual(lab.pymalloc.allocator(x), "pymalloc")
        self.assertEqual(lab.pymalloc.allocator(lab.list.layout(x)["items"]), "malloc")


class Pool(unittest.TestCase):
    def test_header_and_map_agree(self):
        keep = [os.urandom(200) for _ in range(300)]
        del keep[::3]
        for x in keep:
            got = lab.pymalloc.pool(x)
            self.assertEqual(got["szidx"], lab.pymalloc.size_class(233))
            self.assertEqual(got["blocks"], (POOL - HEADER) // 240)
            self.assertEqual(len(got["map"]), got["blocks"])
            self.assertEqual(got["map"].count("x"), got["used"])
            untouched = max(0, (got["maxnextoffset"] - got["nextoffset"]) // 240 + 1)
            self.assertEqual(got["map"].count("."), untouched)
            self.assertEqual(got["freeblock"] == 0, "-" not in got["map"])

    def test_freed_block_is_in_the_list_and_comes_again(self):
        keep = [os.urandom(440) for _ in range(100)]
        at = lab.pymalloc.block(keep[50])
        pool = lab.Address(at["pool"] + HEADER)
        self.assertEqual(lab.pymalloc.pool(pool)["map"][at["number"]], "x")
        del keep[50]
        freed = lab.pymalloc.pool(pool)
        self.assertEqual(freed["map"][at["number"]], "-")
        self.assertEqual(freed["freeblock"], at["address"])
        keep.append(os.urandom(440))
        self.assertEqual(lab.pymalloc.block(keep[-1])["address"], at["address"])

    def test_smallest_class(self):
        self.assertEqual(lab.pymalloc.pool(object())["blocks"], 1021)

    def test_not_served(self):
        self.assertIsNone(lab.pymalloc.pool(None))


class Map(unittest.TestCase):
    SLACK = 400  # the answer's own blocks, and what comes and goes while the text is read

    def test_against_debugmallocstats(self):
        keep = [os.urandom(n % 400) for n in range(20_000)]
        debug_statistics()  # what it caches is cached
        got = lab.pymalloc.map()
        expected, arenas = debug_statistics()
        self.assertEqual(got["arenas"], arenas)
        self.assertEqual(len(got["list"]), arenas)
        for row in got["classes"]:
            pools, used, free = expected.get(row["size_class"], (0, 0, 0))
            self.assertAlmostEqual(row["pools"], pools, delta=2, msg=row)
            self.assertAlmostEqual(row["used"], used, delta=self.SLACK, msg=row)
            capacity = row["pools"] * ((POOL - HEADER) // row["block_size"])
            self.assertEqual(row["used"] + row["free"], capacity)
        self.assertEqual(len(keep), 20_000)

    def test_pools_and_free_pools_are_all(self):
        got = lab.pymalloc.map()
        used = sum(row["pools"] for row in got["classes"])
        self.assertEqual(used + got["free_pools"], sum(arena["pools"] for arena in got["list"]))
        self.assertEqual(got["free_pools"], sum(arena["free_pools"] for arena in got["list"]))

    def test_growth(self):
        before = lab.pymalloc.map()
        keep = [bytes([n % 256]) * 450 for n in range(40_000)]  # 20 MB of blocks of 496 bytes
        after = lab.pymalloc.map()
        used = [m["classes"][lab.pymalloc.size_class(483)]["used"] for m in (before, after)]
        self.assertAlmostEqual(used[1] - used[0], len(keep), delta=self.SLACK)
        self.assertGreaterEqual(after["arenas"] - before["arenas"], 10)
        if sys.version_info < (3, 12):
            self.assertIn("3.11", str(after["arenas_ever"]))
        else:
            self.assertGreaterEqual(after["arenas_ever"], after["arenas_highwater"])
            self.assertGreaterEqual(after["arenas_highwater"], after["arenas"])

    def test_every_pool_of_the_list_belongs_to_it(self):
        keep = [object() for _ in range(200_000)]
        arenas = {arena["address"] for arena in lab.pymalloc.map()["list"]}
        self.assertLessEqual({lab.pymalloc.block(x)["arena"] for x in keep}, arenas)


class AnotherAllocator(unittest.TestCase):
    # Left by _exit: at the end of 3.13 pybind11 (2.10) frees the docstrings of classes by the API that
    # did not allocate them, which the debug hooks do not forgive.
    PROGRAM = (
        "import lab, os; x = object(); print(lab.pymalloc.block(x), lab.pymalloc.pool(x),"
        "isinstance(lab.pymalloc.map(), lab.Absent), flush=True); os._exit(0)"
    )

    def run_with(self, allocator):
        environment = {**os.environ, "PYTHONMALLOC": allocator}
        done = subprocess.run(
            [sys.executable, "-c", self.PROGRAM], env=environment, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_malloc(self):
        self.assertEqual(self.run_with("malloc"), "None None True\n")

    def test_debug_hooks_around_pymalloc(self):
        self.assertRegex(self.run_with("pymalloc_debug"), r"^\{'address'.*\} \{'address'.*\} False$")

    def test_under_tracemalloc(self):
        import tracemalloc

        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        self.assertIsNotNone(lab.pymalloc.block(object()))
        self.assertGreater(lab.pymalloc.map()["arenas"], 0)
