def predict(thresholds, n, long_lived_total, pending, in_c):
    return []


def park(obj):
    pass


def freeze_it(obj):
    pass
