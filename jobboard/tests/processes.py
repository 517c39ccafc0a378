"""Starts our own commands in an environment that knows nothing of this machine."""

import os
import subprocess
import sys

from jobboard.tests.pages import ROOT


def run_python(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run this Python with nothing in its environment but what is given."""
    env = {"PATH": os.environ["PATH"], **given}
    return subprocess.run(  # noqa: S603  # the arguments stand in our tests
        [sys.executable, *arguments],
        env=env,
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
