# fails: a transfer from an account to itself
"""One order for all, but an account that pays itself is locked twice, and a Lock does not know its owner."""


def transfer(source, target, amount):
    first, second = sorted((source, target), key=lambda account: account.number)
    with first.lock, second.lock:
        left = source.balance - amount
        if left < 0:
            raise ValueError("not enough")
        source.balance = left
        target.balance += amount


def dine(number, forks, eat):
    first, second = sorted((forks[number], forks[(number + 1) % len(forks)]), key=lambda fork: fork.number)
    with first, second:
        eat()
