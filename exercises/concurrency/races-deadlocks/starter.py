"""races-deadlocks: move money between accounts that other threads use too.

transfer(source, target, amount)

   Take `amount` from source.balance and add it to target.balance. Each account has a `number` of its
   own, a `balance` and a `lock` (as a threading.Lock). When source has less than `amount`, raise
   ValueError and change nothing. Other threads transfer at the same time, the other way round too, and
   an account may be asked to pay itself: no money may be lost, nobody may wait forever, and no lock may
   stay held.

dine(number, forks, eat)

   Philosopher `number` takes forks[number] and forks[number + 1] (the last one: forks[0]), calls eat()
   and puts both back. Each fork has a `number` and is used like a threading.Lock. The others dine at the
   same time: everybody gets to eat, whoever takes the first fork when.

Try it:  lab run races-deadlocks --answer mine.py
"""


def transfer(source, target, amount):
    if source.balance < amount:
        raise ValueError("not enough")
    source.balance -= amount
    target.balance += amount


def dine(number, forks, eat):
    with forks[number]:
        with forks[(number + 1) % len(forks)]:
            eat()
