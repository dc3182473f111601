"""gil: let others in, and count how often the lock changes hands.

polite_sum(n)

   The sum of range(n), while another thread that wants the GIL every millisecond never has to wait for a
   large part of the whole call.

handoffs(work)

   Calls work() and returns how often the GIL went from one thread to another meanwhile, as the
   interpreter itself counts it: lab.gil has the count.

Try it:  lab run gil --answer mine.py
"""


def polite_sum(n):
    return sum(range(n))


def handoffs(work):
    work()
    return 0
