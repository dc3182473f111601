"""name:NAME: a global, or an attribute of one, each time it is bound."""

from watching import ExecutionTest


class Bound(ExecutionTest):
    def bound(self, body, *names):
        """(name, type, line, opcode) of each time one of the names was bound."""
        self.watch(body, what=",".join("name:" + name for name in names))
        return [(e["name"], e["type"], e["line"], e["opcode"]) for e in self.events("name.bound")]

    def test_first_and_anew(self):
        found = self.bound("x = [1]\ny = x\nx = {}\nx = x\ndel x\nx = 5.5\n", "x")
        self.assertEqual(found, [("x", "list", 1, "STORE_NAME"), ("x", "dict", 3, "STORE_NAME"),
                                 ("x", "float", 6, "STORE_NAME")])

    def test_from_inside_a_function(self):
        found = self.bound("def f():\n    global x\n    x = []\nf()\n", "x")
        self.assertEqual(found, [("x", "list", 3, "STORE_GLOBAL")])

    def test_by_import_and_def_and_class_and_for(self):
        found = self.bound("import json as a\ndef b(): pass\nclass c: pass\nfor d in 1, 'x': pass\n",
                           "a", "b", "c", "d")
        self.assertEqual([(n, t, line) for n, t, line, _ in found],
                         [("a", "module", 1), ("b", "function", 2), ("c", "type", 3),
                          ("d", "int", 4), ("d", "str", 4)])

    def test_by_a_call_in_c(self):
        found = self.bound("globals()['x'] = 1\nglobals().update(y=2)\n", "x", "y")
        self.assertEqual([(n, t, line) for n, t, line, _ in found], [("x", "int", 1), ("y", "int", 2)])
        self.assertEqual(found[0][3], "STORE_SUBSCR")
        self.assertIn(found[1][3], {"CALL", "CALL_KW"})

    def test_attributes(self):
        found = self.bound(
            "import types\n"
            "class Plain: pass\n"
            "class Slotted: __slots__ = ('s',)\n"
            "class Child(Plain): pass\n"
            "p = Plain()\n"
            "p.data = []\n"  # 6
            "p.data = {}\n"  # 7
            "q = Slotted()\n"
            "q.s = 1\n"  # 9
            "Plain.shared = 2.5\n"  # 10
            "types.extra = b''\n"  # 11
            "p.__dict__['data'] = 'in a dict'\n"  # 12
            "p.other = Plain()\n"
            "p.other.deep = ()\n",  # 14
            "p.data", "q.s", "Child.shared", "types.extra", "p.other.deep",
        )
        self.assertEqual([(n, t, line) for n, t, line, _ in found], [
            ("p.data", "list", 6), ("p.data", "dict", 7), ("q.s", "int", 9), ("Child.shared", "float", 10),
            ("types.extra", "bytes", 11), ("p.data", "str", 12), ("p.other.deep", "tuple", 14)])

    def test_instance_is_not_given_a_dict(self):
        self.bound("import lab\nclass P: pass\np = P()\np.data = 1\n"
                   "print([f['value'] for f in lab.inspect(p)['fields'] if 'dict' in f['field']])\n")
        alone = self.process.stdout
        self.log.unlink()
        self.bound("import lab\nclass P: pass\np = P()\np.data = 1\n"
                   "print([f['value'] for f in lab.inspect(p)['fields'] if 'dict' in f['field']])\n", "p.data")
        self.assertEqual([bool(value) for value in eval(self.process.stdout)],
                         [bool(value) for value in eval(alone)])

    def test_refcount_is_not_touched(self):
        body = "import lab\nclass P: pass\np = P()\np.data = []\nprint(lab.refcount(p.data))\n"
        self.bound(body, "p", "p.data")
        self.assertEqual(self.process.stdout, "1\n")

    def test_property_is_not_run(self):
        body = "class P:\n    @property\n    def data(self): print('run')\np = P()\n"
        self.assertEqual(self.bound(body, "p.data"), [])
        self.assertEqual(self.process.stdout, "")

    def test_bound_already(self):
        self.watch("import lab\nx = []\nw = lab.watch.name('x')\nw.stop()\nx = 1\nprint(w.events)\n")
        (event,) = self.events("name.bound")
        self.assertEqual((event["type"], event["code"], event["line"]), ("list", "", 0))
        self.assertEqual(self.process.stdout, "1\n")


class NeverBound(ExecutionTest):
    def notice(self, body, name):
        self.watch(body, what="name:" + name)
        (notice,) = self.notices()
        return notice

    def test_nearest_names_are_said(self):
        notice = self.notice("cache = 1\ncached = 2\nunlike = 3\n", "cach")
        self.assertRegex(notice, '^"cach" was never bound.*nearest globals of __main__ are cache, cached$')

    def test_nothing_similar(self):
        self.assertIn("no global of a similar name", self.notice("x = 1\n", "something_else"))

    def test_global_without_the_attribute(self):
        self.assertRegex(self.notice("cache = 1\n", "cache.data"), "cache is a global, but no.* as data")

    def test_no_name(self):
        for name in ("a..b", ".a", "a b", "3", "a."):
            with self.subTest(name=name):
                self.assertRegex(self.notice("a = 1\n", name), "is no name of a global: write cache")
                self.log.unlink()

    def test_argument_missing(self):
        for what in ("name", "name:"):
            with self.subTest(what=what):
                self.watch("", what=what)
                (notice,) = self.notices()
                self.assertIn('watch "name" needs to be told what: name:NAME', notice)
                self.assertIn("name:NAME, refcount:NAME", notice)
                self.log.unlink()
