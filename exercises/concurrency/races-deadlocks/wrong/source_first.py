# fails: threads stuck in opposite transfers
# fails: balances after opposite transfers
# fails: locks held after them
"""Locks the payer, then the payee. Two transfers the other way round hold one lock each, and wait."""


def transfer(source, target, amount):
    if source is target:
        return
    with source.lock, target.lock:
        left = source.balance - amount
        if left < 0:
            raise ValueError("not enough")
        source.balance = left
        target.balance += amount


def dine(number, forks, eat):
    first, second = sorted((forks[number], forks[(number + 1) % len(forks)]), key=lambda fork: fork.number)
    with first, second:
        eat()
