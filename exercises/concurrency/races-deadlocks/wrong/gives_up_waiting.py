# fails: five philosophers
# fails: a circle in the order of the forks
"""Waits for the second fork for a moment, and eats without it: a time-out that nobody looks at."""


def transfer(source, target, amount):
    if source is target:
        return
    # By number, whoever pays: no thread can hold the second while it waits for the first.
    first, second = sorted((source, target), key=lambda account: account.number)
    with first.lock, second.lock:
        balance = source.balance
        if balance < amount:
            raise ValueError(f"account {source.number} has {balance}, not {amount}")
        source.balance = balance - amount
        target.balance += amount


def dine(number, forks, eat):
    first, second = forks[number], forks[(number + 1) % len(forks)]
    with first:
        acquired = second.acquire(timeout=0.05)
        eat()
        if acquired:
            second.release()
