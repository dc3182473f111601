"""io-vs-cpu: a thread or a process? Look first, then choose.

classify(work)

   Calls work() once and returns what kind it is: "waiting" when its thread was hardly on a CPU, "gil-cpu"
   when it computed and held the GIL, "native-cpu" when it computed without it. time.thread_time() is the
   thread's own time on a CPU; lab.gil.sampling() sees who holds the GIL.

run_all(jobs)

   `jobs` is a list of (kind, function). Run all of them at the same time, each "gil-cpu" function in a
   process, each other one in a thread of this process; return their results in the order of the jobs.
   Start no more processes than there are "gil-cpu" functions.

Try it:  lab run io-vs-cpu --answer mine.py
"""


def classify(work):
    work()
    return "waiting"


def run_all(jobs):
    return [work() for _kind, work in jobs]
