"""gil: let others run, and count how often they do.

1. polite_sum(numbers)

   The same as sum(numbers), for a sequence (a range, a list). Another thread wants to run for a moment
   every millisecond: it must get its turns while you add. Leave sys.setswitchinterval() as it is.

2. handoffs(call)

   Call `call()` once, in this thread, and return how often the GIL went from one thread to another
   meanwhile. `import lab` works here: lab.gil.switch_number(), lab.gil.state(), lab.gil.threads().

Try it:  lab run gil --answer mine.py
"""


def polite_sum(numbers):
    return sum(numbers)


def handoffs(call):
    call()
    return 0
