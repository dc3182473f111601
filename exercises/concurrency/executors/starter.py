"""executors: a pool of processes that is told once what all calls share.

parallel_map(function, items, table, gil_cpu)

   The list of function(table, item) for each of `items`, in their order. With gil_cpu the calls run in two
   worker processes, else in two threads of this process. `table` is large: pickle it at most once for a
   worker. Make at most eight work items, however many items there are. An exception in a call is raised
   here as what it is; when a worker dies, what the executor raises then.

Try it:  lab run executors --answer mine.py
"""


def parallel_map(function, items, table, gil_cpu):
    return [function(table, item) for item in items]
