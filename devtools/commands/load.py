"""Run the load test against the board that is up, or against --target.

Users search, apply, post and moderate as loadtests/mix.toml says; every answer is
checked. Afterwards var/load/<time>-<profile>/ holds report.md, report.html and CSV.
The exit code is 1 when a level of loadtests/slo.toml is broken, and 2 when nothing
could be run. docs/load.md says more.
"""

from pathlib import Path

from devtools.environment import base_environment
from devtools.foreground import run_foreground
from devtools.load_options import parser
from devtools.paths import PYTHON
from devtools.virtualenv import ensure_packages


def run(arguments: list[str]) -> int:
    """Run the load test and return its exit code."""
    parser(__doc__).parse_args(arguments)
    ensure_packages("dev")
    command: list[str | Path] = [PYTHON, "-m", "loadtests.driving", *arguments]
    return run_foreground(command, base_environment())
