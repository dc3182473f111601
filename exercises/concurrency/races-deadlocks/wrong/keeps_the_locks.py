# fails: locks held after an error
"""acquire and release by hand: the way out by an exception leaves both locks held, for ever."""


def transfer(source, target, amount):
    if source is target:
        return
    first, second = sorted((source, target), key=lambda account: account.number)
    first.lock.acquire()
    second.lock.acquire()
    left = source.balance - amount
    if left < 0:
        raise ValueError("not enough")
    source.balance = left
    target.balance += amount
    second.lock.release()
    first.lock.release()


def dine(number, forks, eat):
    first, second = sorted((forks[number], forks[(number + 1) % len(forks)]), key=lambda fork: fork.number)
    with first, second:
        eat()
