"""Strings: formatting, splitting, joining, replacing, searching."""

text = "the quick brown fox jumps over the lazy dog " * 200
for i in range(120):
    parts = text.split()
    upper = " ".join(part.upper() if len(part) > 3 else part for part in parts)
    text2 = upper.replace("QUICK", f"slow{i:04d}").lower()
    assert text2.find("fox") > 0
    reversed_words = [word[::-1] for word in parts]
    keys = {f"{word}-{n}" for n, word in enumerate(reversed_words) if n % 10 == i % 10}
