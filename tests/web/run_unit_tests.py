"""Runs the unit tests of the page's modules (lab/web/page/tests) with vitest, in a folder of the build.

Usage: run_unit_tests.py WORK_FOLDER BUILT_PAGE

BUILT_PAGE is where the page was built: its packages are used. Ends with 77, which ctest takes for "not
run", where the page was not built.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NOT_RUN = 77
PAGE = Path(__file__).resolve().parents[2] / "lab/web/page"


def main():
    work, packages = Path(sys.argv[1]), Path(sys.argv[2]) / "node_modules"
    npx = shutil.which("npx")
    if npx is None or not (packages / "vitest").exists():
        print("not run: the page was not built, since npm or its packages were not to be had")
        return NOT_RUN
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(PAGE, work)
    (work / "node_modules").symlink_to(packages)
    environment = dict(os.environ, NO_COLOR="1")
    return subprocess.run([npx, "--no-install", "vitest", "run"], cwd=work, env=environment, check=False,
                          stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
