"""Programs that start processes of their own work unchanged, and those record into the same log."""

from driver import HostTest, of_kind

POOL = """
import multiprocessing, os, sys

def square(number):
    return number * number, os.getpid(), sys.executable

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(2) as pool:
        results = pool.map(square, range(5))
    assert [result[0] for result in results] == [0, 1, 4, 9, 16], results
    assert os.getpid() not in {result[1] for result in results}
    assert {result[2] for result in results} == {sys.executable}, results
    queue = context.SimpleQueue()
    process = context.Process(target=queue.put, args=("from a child",))
    process.start()
    assert queue.get() == "from a child"
    process.join()
    assert process.exitcode == 0
    process = context.Process(target=sys.exit, args=(3,))
    process.start()
    process.join()
    assert process.exitcode == 3
    print("done")
"""

FUTURES = """
import concurrent.futures, math, sys

if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        assert list(executor.map(math.factorial, range(5))) == [1, 1, 2, 6, 24]
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        assert list(executor.map(math.factorial, range(5))) == [1, 1, 2, 6, 24]
    print("done")
"""


class Multiprocessing(HostTest):
    def pool(self, method):
        script = self.write("pool.py", POOL)
        self.assertEqual(self.output(script, method), "done\n")
        process, records = self.record(script, method)
        self.assertStatus(process, 0)
        self.assertEqual(process.stdout, "done\n")
        return records

    def test_fork(self):
        records = self.pool("fork")
        self.assertEqual(len(of_kind(records, "process_start")), 1)

    def test_spawn(self):
        starts = of_kind(self.pool("spawn"), "process_start")
        spawned = [start for start in starts if "--multiprocessing-fork" in start["argv"]]
        self.assertEqual(len(spawned), 4)
        self.assertEqual({start["parent"] for start in spawned}, {starts[0]["pid"]})

    def test_forkserver(self):
        starts = of_kind(self.pool("forkserver"), "process_start")
        self.assertTrue(any("forkserver" in " ".join(start["argv"]) for start in starts))


class Children(HostTest):
    def test_process_pool_executor(self):
        script = self.write("futures.py", FUTURES)
        self.assertEqual(self.output(script), "done\n")

    def test_subprocess_writes_into_the_same_log(self):
        code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'raise SystemExit(5)'])"
        process, records = self.record("-c", code)
        self.assertStatus(process, 0)
        parent, child = of_kind(records, "process_start")
        self.assertEqual(child["parent"], parent["pid"])
        ends = {end["pid"]: end["status"] for end in of_kind(records, "process_end")}
        self.assertEqual(ends, {child["pid"]: 5, parent["pid"]: 0})

    def test_clean_environment_takes_the_child_off_the_log(self):
        code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'pass'], env={})"
        process, records = self.record("-c", code)
        self.assertStatus(process, 0)
        self.assertEqual(len(of_kind(records, "process_start")), 1)
