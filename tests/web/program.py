"""What the tests of the page look at: a dict that is resized, threads, collections, hostile names.

    WATCH=lines,gc,gil,refcount:numbers,object:squares,object:numbers,object:letters
    lab watch program.py --web --no-open --watch $WATCH
    lab run program.py --watch $WATCH --log-output --log run.lablog && lab report run.lablog -o run.html
"""

import gc
import sys
import threading
import time


class Node:
    def __init__(self):
        self.peer = None


squares = {}
numbers = list(range(12))
for number in numbers:
    squares[number] = number**2
letters = {"a", "b"}
for letter in "cdefghijkl":
    letters.add(letter)
alias = numbers
del alias
squares["<img src=x onerror=alert(1)>"] = "</script><script>alert(2)</script>"
numbers.append(squares)


def work():
    return sum(range(30_000))


workers = [threading.Thread(target=work, name=f"<b>worker-{i}</b>") for i in range(2)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
for _ in range(300):
    left, right = Node(), Node()
    left.peer, right.peer = right, left
gc.collect()
print("<script>alert(3)</script>", "\x1b[31m", len(squares))
print("to the other", file=sys.stderr)
# The page is open meanwhile, and its lanes move.
for _ in range(60):
    time.sleep(0.1)
    gc.collect(0)
del squares[3]
numbers.pop()
