"""A terminal that tests type into and look at: a tmux server of their own."""

import itertools
import os
import subprocess
import time

DEADLINE = 60
NUMBERS = itertools.count()  # a name used again would meet the server that is still ending


class Tmux:
    def __init__(self, command, environment, cwd, width=80, height=24):
        self.name = f"lab-test-{os.getpid()}-{next(NUMBERS)}"
        self.environment = environment
        self.call("new-session", "-d", "-x", str(width), "-y", str(height), command, cwd=cwd)
        self.call("set-option", "-g", "remain-on-exit", "on")

    def call(self, *words, cwd=None):
        return subprocess.run(["tmux", "-L", self.name, "-f", "/dev/null", *words], check=True, cwd=cwd,
                              capture_output=True, text=True, timeout=30, env=self.environment).stdout

    def type(self, *keys):
        for key in keys:
            self.call("send-keys", key)

    def text(self, *options):
        return self.call("capture-pane", "-p", *options)

    def wait_for(self, wanted):
        """Looks until `wanted` (a text, or a function of the screen) is there at two looks in turn: a
        screen is drawn row by row, and the first may see half of it. @returns the screen"""
        matches = wanted if callable(wanted) else lambda screen: wanted in screen
        end = time.monotonic() + DEADLINE
        before = False
        while time.monotonic() < end:
            screen = self.text()
            if before and matches(screen):
                return screen
            before = matches(screen)
            time.sleep(0.02)  # between two looks
        raise AssertionError(f"never on the screen: {wanted}\n{self.text()}")

    def close(self):
        subprocess.run(["tmux", "-L", self.name, "kill-server"], check=False, capture_output=True,
                       timeout=30)
