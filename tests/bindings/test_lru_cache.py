"""lab.lru_cache: the ring against a model of the order of use, the counters against cache_info()."""

import functools
import random
import unittest
from collections import OrderedDict

import lab
from memory import address_word


class Layout(unittest.TestCase):
    def cached(self, maxsize=4, typed=False):
        @functools.lru_cache(maxsize=maxsize, typed=typed)
        def double(x):
            return [x, x]

        return double

    def test_counters(self):
        f = self.cached()
        for x in (1, 2, 3, 1, 4, 5, 1):
            f(x)
        got = lab.lru_cache.layout(f)
        info = f.cache_info()
        counters = (got["hits"], got["misses"], got["maxsize"], got["size"])
        self.assertEqual(counters, (info.hits, info.misses, info.maxsize, info.currsize))
        self.assertEqual(counters, (2, 5, 4, 4))
        self.assertEqual((got["typed"], lab.lru_cache.layout(self.cached(typed=True))["typed"]), (False, True))

    def test_order_of_use(self):
        f = self.cached()
        results = {x: f(x) for x in (1, 2, 3, 4)}
        f(2)
        results[5] = f(5)  # the oldest, 1, gives way
        got = lab.lru_cache.layout(f)["links"]
        self.assertEqual([link["result"] for link in got], [id(results[x]) for x in (3, 4, 2, 5)])
        self.assertEqual([link["key"] for link in got], [id(x) for x in (3, 4, 2, 5)])

    def test_ring_against_memory(self):
        f = self.cached()
        f(1), f(2)
        got = lab.lru_cache.layout(f)
        addresses = [link["address"] for link in got["links"]]
        self.assertEqual(got["root"], id(f))
        ring = [got["root"], *addresses, got["root"]]
        for before, after in zip(ring, ring[1:]):
            self.assertEqual(address_word(before + 24), after)
            self.assertEqual(address_word(after + 16), before)

    def test_random_calls(self):
        numbers = random.Random(6)
        f = self.cached(8)
        model = OrderedDict()
        for _ in range(2000):
            x = numbers.randrange(20)
            result = f(x)
            model.pop(x, None)
            model[x] = id(result)
            if len(model) > 8:
                model.popitem(last=False)
            links = lab.lru_cache.layout(f)["links"]
            self.assertEqual([link["result"] for link in links], list(model.values()))

    def test_unbounded_has_a_dict_only(self):
        f = self.cached(None)
        for x in range(100):
            f(x)
        got = lab.lru_cache.layout(f)
        self.assertEqual((got["maxsize"], got["size"], got["links"]), (None, 100, []))

    def test_none_kept(self):
        f = self.cached(0)
        f(1), f(1)
        got = lab.lru_cache.layout(f)
        self.assertEqual((got["maxsize"], got["size"], got["misses"], got["links"]), (0, 0, 2, []))

    def test_cleared(self):
        f = self.cached()
        f(1)
        f.cache_clear()
        self.assertEqual(lab.lru_cache.layout(f)["links"], [])

    def test_other_types(self):
        with self.assertRaisesRegex(TypeError, "functools.lru_cache made, not builtin_function"):
            lab.lru_cache.layout(len)
