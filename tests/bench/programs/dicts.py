"""Dicts: counting, grouping, deletion, comprehensions."""

words = [f"word{i * 7919 % 5003}" for i in range(60_000)]
for _ in range(5):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    groups = {}
    for word, count in counts.items():
        groups.setdefault(count, []).append(word)
    swapped = {count: word for word, count in counts.items()}
    for word in list(counts)[::2]:
        del counts[word]
    assert sum(len(group) for group in groups.values()) == 5003
