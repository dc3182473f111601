# fails: a transfer of more than there is
"""Takes the money and looks then: the error is raised, and the payer has paid."""


def transfer(source, target, amount):
    if source is target:
        return
    first, second = sorted((source, target), key=lambda account: account.number)
    with first.lock, second.lock:
        source.balance -= amount
        if source.balance < 0:
            raise ValueError("not enough")
        target.balance += amount


def dine(number, forks, eat):
    first, second = sorted((forks[number], forks[(number + 1) % len(forks)]), key=lambda fork: fork.number)
    with first, second:
        eat()
