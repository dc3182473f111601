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


def dine(number, forks, eat):
    first, second = sorted((forks[number], forks[(number + 1) % len(forks)]), key=lambda fork: fork.number)
    with first, second:
        eat()
