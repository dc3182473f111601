# fails: balances after two transfers the same way
# fails: what the locks kept out
"""Makes a new lock in each call: there is one around every line, and none that two threads share."""

import threading


def transfer(source, target, amount):
    with threading.Lock():
        left = source.balance - amount
        if left < 0:
            raise ValueError("not enough")
        source.balance = left
        target.balance += amount
