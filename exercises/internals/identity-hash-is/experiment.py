"""Three questions about two objects: one address? one hash? equal? No answer follows from another."""

import gc
import sys
import weakref

import lab

observe, address, layout = lab.observe, lab.address, lab.str.layout
slots, small_range = lab.type.slots, lab.int.small_range

gc.disable()


def facts(one, other):
    """What holds for two objects; a hash that there is not is None."""
    try:
        same_hash = hash(one) == hash(other)
    except TypeError:
        same_hash = None
    return {"one address": address(one) == address(other), "one hash": same_hash, "equal": bool(one == other)}


def pairs():
    nan, word = float("nan"), "".join(["sp", "am"])
    rows = {
        "'spam', ''.join(['sp', 'am'])": ("spam", word),
        "1, True": (1, True),
        "-1, -2": (-1, -2),
        "0, 2**61 - 1": (0, sys.hash_info.modulus),
        "nan, the same nan": (nan, nan),
        "[], []": ([], []),
    }
    rows = {text: facts(*pair) for text, pair in rows.items()}
    words = {True: "yes", False: "no", None: "has none"}
    observe("pairs", [{"two": text, **{question: words[answer] for question, answer in answers.items()}}
                      for text, answers in rows.items()])
    observe("facts", {text: list(answers.values()) for text, answers in rows.items()})


class Thing:
    """Of a size for which hardly anybody else asks, and the same for all instances. Those of a class without
    __slots__ differ in 3.13 and later: the first has room for 30 attributes inside, the next for one less.
    """
    __slots__ = [f"s{i}" for i in range(58)]


def addresses():
    """Five objects, one after another: each dropped before the next is made, and all of them kept."""
    dropped, kept = [], []
    for _ in range(5):
        dropped.append(address(Thing()))
    things = [Thing() for _ in range(5)]
    for thing in things:
        kept.append(address(thing))
    observe("address, less that of the first", {
        "each dropped": [place - dropped[0] for place in dropped], "all kept": [place - kept[0] for place in kept]})
    observe("different addresses", {"each dropped": len(set(dropped)), "all kept": len(set(kept))})
    observe("id is the address", [id(thing) == address(thing) for thing in things].count(True))


def turned(thing):
    """The last four bits of an address are 0 and tell nothing: they are turned to the front."""
    return address(thing) >> 4 | (address(thing) & 15) << (sys.hash_info.width - 4)


def hashes():
    """Where a hash comes from, and where it is kept."""
    word = "".join(["lobster ", "thermidor"])
    before = layout(word)["hash"]
    value = hash(word)
    observe("hash in the str", {"before hash()": before, "kept after it": layout(word)["hash"] == value})
    thing = Thing()
    observe("hash of a plain object is its address, turned", hash(thing) == turned(thing))
    observe("hash(None)", "its address, turned" if hash(None) == turned(None) else hash(None))

    class OnlyEq:
        def __eq__(self, other):
            return True

    observe("tp_hash of a class with only __eq__", slots(OnlyEq)["tp_hash"])


def pair_of(function):
    made = function()
    if not isinstance(made, (tuple, list)) or len(made) != 2:
        return f"{type(made).__name__}, not a pair"
    return facts(*made)


def look_twice():
    """Let the answer show two objects; each is looked at while it is there, and held weakly."""
    seen = []

    def look(thing):
        still_there = any(ref() is not None for _, ref, _ in seen)
        seen.append((address(thing), weakref.ref(thing), still_there))

    try:
        answer.one_address(look)
    except TypeError as error:
        return str(error)
    if len(seen) != 2:
        return f"looked at {len(seen)} objects"
    (first, _, _), (second, _, both) = seen
    return {"one address": first == second, "both there at once": both}


def look_up():
    """100 values in a dict, and the comparisons that it takes to find one of them."""
    original, compared = answer.Value.__eq__, 0

    def count(self, other):
        nonlocal compared
        compared += 1
        return original(self, other)

    try:
        values = [answer.Value(number) for number in range(100)]
        table = dict.fromkeys(values)
        for number in range(100):
            table[answer.Value(number)] = "twin"
        observe("entries", len(table))
        answer.Value.__eq__ = count
        found = {}
        for name, keys in {"itself": values, "an equal twin": [answer.Value(number) for number in range(100)]}.items():
            compared = 0
            found[name] = {"found": sum(key in table for key in keys), "compared": compared}
        observe("look-ups", found)
    except TypeError as error:
        observe("entries", str(error))
        observe("look-ups", str(error))


pairs()
addresses()
hashes()
observe("small ints", list(small_range().values()))

import answer  # noqa: E402 - after what is shown, so that it cannot disturb it

observe("equal_not_identical", pair_of(answer.equal_not_identical))
observe("identical_not_equal", pair_of(answer.identical_not_equal))
observe("same_hash_not_equal", pair_of(answer.same_hash_not_equal))
observe("one_address", look_twice())
look_up()
