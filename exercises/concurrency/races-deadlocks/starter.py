"""races-deadlocks: move money between accounts that other threads use too.

transfer(source, target, amount)

   Take `amount` from source.balance and add it to target.balance. Each account has a `number` of its
   own, a `balance` and a `lock` (as a threading.Lock). When source has less than `amount`, raise
   ValueError and change nothing. Other threads transfer at the same time, the other way round too, and
   an account may be asked to pay itself: no money may be lost, nobody may wait forever, and no lock may
   stay held.

Try it:  lab run races-deadlocks --answer mine.py
"""


def transfer(source, target, amount):
    if source.balance < amount:
        raise ValueError("not enough")
    source.balance -= amount
    target.balance += amount
