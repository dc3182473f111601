"""How many objects can be watched, and what cannot be."""

from refcount_log import INSTRUCTION, SurvivalTest, ends, needs_hardware


@needs_hardware
class Slots(SurvivalTest):
    mode = "auto"

    FOUR = (
        "import lab\n"
        "objects = [[] for _ in range(6)]\n"
        "w = [lab.watch.refcount(objects[i], 'abcd'[i]) for i in range(4)]\n"
    )

    def test_fifth_object(self):
        self.run_script(
            self.FOUR + "try: lab.watch.refcount(objects[4], 'e')\nexcept RuntimeError as error: print(error)\n"
        )
        message = self.process.stdout
        self.assertIn('"e" cannot be watched as well: the processor watches 4 objects at a time', message)
        self.assertIn('now "a", "b", "c", "d". Call .stop() of one of these', message)
        self.assertIn('mode="instruction"', message)

    def test_fifth_object_by_comparison(self):
        events = self.run_script(
            self.FOUR + "e = lab.watch.refcount(objects[4], 'e', mode='instruction')\n"
            "y = objects[4]\nlab.observe('modes', [one.mode for one in w + [e]])\n"
        )
        self.assertEqual(self.assertLedger(events, "e")[-1], 2)
        self.assertEqual([m[1] for m in self.observed()["modes"]], ["hardware"] * 4 + ["instruction"])

    def test_stop_makes_room(self):
        events = self.run_script(
            self.FOUR + "w[1].stop()\ne = lab.watch.refcount(objects[4], 'e')\ny = objects[4]\n"
        )
        self.assertEqual(self.assertLedger(events, "e")[-1], 2)

    def test_death_makes_room(self):
        events = self.run_script(
            self.FOUR + "objects[2] = None\ne = lab.watch.refcount(objects[4], 'e')\ny = objects[4]\n"
        )
        self.assertEqual(self.assertLedger(events, "e")[-1], 2)
        self.assertIn(("c", "deallocated"), ends(events))

    def test_thousand_watches_one_after_the_other(self):
        events = self.run_script(
            "import lab, os\n"
            "files = len(os.listdir('/proc/self/fd'))\n"
            "for i in range(1000):\n"
            "    x = []\n"
            "    with lab.watch.refcount(x, 'x'): y = x\n"
            "lab.observe('files', len(os.listdir('/proc/self/fd')) - files)\n"
        )
        self.assertEqual(len(ends(events)), 1000)
        self.assertEqual(self.observed()["files"], ("int", 0))


class BadInput(SurvivalTest):
    mode = INSTRUCTION

    def refused(self, call, **options):
        self.run_script(f"import lab\nx = []\ntry: {call}\nexcept Exception as e: print(type(e).__name__, e)\n", **options)
        return self.process.stdout

    def test_name_that_is_no_str(self):
        self.assertIn("TypeError lab.watch.refcount() needs a str as name, not int", self.refused("lab.watch.refcount(x, 1)"))

    def test_too_few_arguments(self):
        self.assertIn("takes an object and its name", self.refused("lab.watch.refcount(x)"))

    def test_unknown_parameter(self):
        self.assertIn('no parameter "how"; there is mode', self.refused("lab.watch.refcount(x, 'x', how=1)"))

    def test_unknown_mode(self):
        said = self.refused("lab.watch.refcount(x, 'x', mode='best')")
        self.assertIn('ValueError lab.watch.refcount() has no mode "best"; there are "auto", "hardware"', said)

    def test_unknown_mode_in_the_environment(self):
        said = self.refused("lab.watch.refcount(x, 'x')", LAB_REFCOUNT_MODE="best")
        self.assertIn('LAB_REFCOUNT_MODE is "best"', said)

    def test_without_a_log(self):
        process = self.start("-c", "import lab; lab.watch.refcount([], 'x')")
        self.assertEqual(process.returncode, 1)
        self.assertIn("lab run", process.stderr)
