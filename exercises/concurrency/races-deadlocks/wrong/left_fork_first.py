# fails: five philosophers
# fails: a circle in the order of the forks
# fails: forks held at the end
"""Everybody takes the left fork first. Once each has one, nobody gets a second."""


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
    with forks[number]:
        with forks[(number + 1) % len(forks)]:
            eat()
