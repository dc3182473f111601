"""Which observations count: those of the experiment's own code object, and no others."""

from driver import HostTest, of_kind

EXPERIMENT = """
import lab, answer

def inner():
    class Nested:
        def method(self):
            return (lambda: lab.observe("nested", 1))()
    return Nested().method()

if __name__ == "__main__":
    lab.observe("top", 1)
    inner()
    answer.answer()
"""


class ExperimentOrigin(HostTest):
    def setUp(self):
        super().setUp()
        self.experiment = self.write("experiment.py", EXPERIMENT)

    def observed(self, answer="def answer(): pass\n", variables=None, status=0):
        self.write("answer.py", answer)
        if variables is None:
            variables = {"LAB_EXPERIMENT": self.experiment}
        process, records = self.record(self.experiment, variables=variables)
        self.assertStatus(process, status)
        return of_kind(records, "observation")

    def marks(self, *arguments, **options):
        return {o["name"]: o["experiment"] for o in self.observed(*arguments, **options)}

    def test_own_code_and_all_nested_in_it(self):
        self.assertEqual(self.marks(), {"top": True, "nested": True})

    def test_where_it_stood(self):
        top, nested = self.observed()
        self.assertEqual((top["line"], top["qualname"]), (11, "<module>"))
        self.assertEqual(nested["line"], 7)
        self.assertEqual(nested["qualname"], "inner.<locals>.Nested.method.<locals>.<lambda>")
        self.assertEqual({top["file"], nested["file"]}, {str(self.experiment)})
        self.assertNotEqual(top["code"], nested["code"])

    def test_answer_is_not_the_experiment(self):
        marks = self.marks("import lab\ndef answer(): lab.observe('forged', 1)\n")
        self.assertEqual(marks, {"top": True, "nested": True, "forged": False})

    def test_code_that_takes_the_same_file_name(self):
        forger = (
            "import lab, sys\n"
            "def answer():\n"
            "    file = sys.modules['__main__'].__file__\n"
            "    exec(compile(\"lab.observe('forged', 1)\", file, 'exec'), {'lab': lab})\n"
        )
        self.assertEqual(self.marks(forger), {"top": True, "nested": True, "forged": False})

    def test_changed_copy_of_its_code(self):
        forger = (
            "import lab, sys\n"
            "def answer():\n"
            "    code = sys.modules['__main__'].inner.__code__.replace(co_name='forged')\n"
            "    exec(compile(\"lab.observe('f', 1)\", 'f', 'exec').replace(\n"
            "        co_filename=code.co_filename, co_firstlineno=code.co_firstlineno), {'lab': lab})\n"
        )
        self.assertEqual(self.marks(forger), {"top": True, "nested": True, "f": False})

    def test_no_experiment_named(self):
        self.assertEqual(self.marks(variables={}), {"top": False, "nested": False})

    def test_another_experiment_named(self):
        marks = self.marks(variables={"LAB_EXPERIMENT": self.folder / "other.py"})
        self.assertEqual(marks, {"top": False, "nested": False})


CHILDREN = """
import lab, multiprocessing, sys

def work():
    lab.observe("in a child", 1)

if __name__ == "__main__":
    lab.observe("in the parent", 1)
    process = multiprocessing.get_context({method!r}).Process(target=work)
    process.start()
    process.join()
    sys.exit(process.exitcode)
"""


class ExperimentInChildren(HostTest):
    def check(self, method):
        script = self.write("experiment.py", CHILDREN.format(method=method))
        process, records = self.record(script, variables={"LAB_EXPERIMENT": script})
        self.assertStatus(process, 0)
        found = of_kind(records, "observation")
        marks = {o["name"]: o["experiment"] for o in found}
        self.assertEqual(marks, {"in the parent": True, "in a child": True})
        self.assertEqual(len({o["pid"] for o in found}), 2)

    def test_fork(self):
        self.check("fork")

    def test_spawn(self):
        self.check("spawn")

    def test_forkserver(self):
        self.check("forkserver")

    def test_address_of_code_that_ended_is_not_reused(self):
        """In a spawned child the experiment's module has run and nobody refers to its code: another
        of the same size would move in, were it not held."""
        script = self.write("experiment.py", FORGING)
        process, records = self.record(script, variables={"LAB_EXPERIMENT": script})
        self.assertStatus(process, 0)
        found = of_kind(records, "observation")
        self.assertEqual([o["experiment"] for o in found if o["file"] == str(script)], [True] * 2)
        self.assertEqual([o["experiment"] for o in found if o["file"] == "forged"], [False] * 100)


FORGING = """
import lab, multiprocessing, sys

lab.observe("top", 1)

def forge():
    source = open(sys.modules["__mp_main__"].__file__).read()
    codes = [compile(source, "forged", "exec") for _ in range(100)]
    for code in codes:
        exec(code, {"__name__": "forged"})

if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=forge)
    process.start()
    process.join()
    sys.exit(process.exitcode)
"""
