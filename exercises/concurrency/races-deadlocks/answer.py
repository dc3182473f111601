"""Reference answer: both locks around the reads and the writes, always in one order."""


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
    first, second = sorted((forks[number], forks[(number + 1) % len(forks)]), key=lambda fork: fork.number)
    with first, second:
        eat()
