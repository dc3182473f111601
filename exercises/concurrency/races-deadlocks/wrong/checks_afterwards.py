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
