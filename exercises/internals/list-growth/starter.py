"""list-growth: how much room does a list have, and how do you get no more than you need?

1. predict_allocated(ops) -> list of numbers

   Start from an empty list, [], and carry out the operations in order. After each of them: for how many
   items is there room in the list's array (`allocated`)? The operations are
       ("append",)          ("pop",)              one item, at the end
       ("extend", k)                              k items from another list
       ("insert", i)                              one item before place i
       ("del", start, stop)                       del items[start:stop]
   Work it out; some of the lists in question are too long to exist.

2. exact(n, f) -> [f(0), f(1), ... f(n - 1)]

   with room for n items and not one more, without ever moving to another array on the way. Call f in
   this order, once for each number. n is even.

Try it:  lab run list-growth --answer mine.py
"""


def predict_allocated(ops):
    size = 0
    after = []
    for name, *numbers in ops:
        if name == "append":
            size += 1
        after.append(size)  # room for just what is in it
    return after


def exact(n, f):
    return [f(i) for i in range(n)]
