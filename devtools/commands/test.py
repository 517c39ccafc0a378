"""Run the tests, on a PostgreSQL and a Valkey that exist only for them.

Arguments go to pytest (`./dev test jobs -k publish -x`); without any, all tests run,
in a process for each core. `./dev test --cov` does that and holds the coverage to the
floor in pyproject.toml, which takes half as long again. The exit code is pytest's. It
may run while `./dev up` does. DATABASE_URL, REDIS_URL and CELERY_BROKER_URL each
replace a server.
"""

from pathlib import Path

from devtools.arguments import asks_for_help, parser_for
from devtools.environment import base_environment
from devtools.paths import PYTHON
from devtools.throwaway import throwaway_stack
from devtools.virtualenv import ensure_packages

ALL = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
COVERAGE = "--cov"


def run(arguments: list[str]) -> int:
    """Run pytest over throw-away servers."""
    if asks_for_help(arguments):
        parser_for("test [pytest arguments]", __doc__).print_help()
        return 0
    ensure_packages("dev")
    with throwaway_stack(base_environment()) as stack:
        stack.start_servers()
        if set(arguments) <= {COVERAGE}:
            arguments = [*ALL, *arguments]
        command: list[str | Path] = [PYTHON, "-m", "pytest", *arguments]
        return stack.run(command, stack.env)
