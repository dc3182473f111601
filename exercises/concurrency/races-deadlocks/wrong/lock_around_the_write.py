# fails: balances after two transfers the same way
# fails: what the locks kept out
"""Locks where it writes: "that is where it changes". The balance that it writes was read before, so the
other thread's transfer is overwritten.
"""


def transfer(source, target, amount):
    if source is target:
        return
    left = source.balance - amount
    if left < 0:
        raise ValueError("not enough")
    with source.lock:
        source.balance = left
    with target.lock:
        target.balance += amount


def dine(number, forks, eat):
    first, second = sorted((forks[number], forks[(number + 1) % len(forks)]), key=lambda fork: fork.number)
    with first, second:
        eat()
