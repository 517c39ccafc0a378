"""Let schemathesis search the API for answers that its schema does not promise.

Every check is on but `positive_data_acceptance`: a schema cannot say which cursors
are ours, that blanks around a text do not count, or that 343.0 is no whole number.
The time is bounded. Arguments go on to schemathesis.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from loadtests.harness.board import Board
from loadtests.harness.outcome import report

STACK_ENV = {"DJANGO_SETTINGS_MODULE": "kernel.tests.settings", "RATE_LIMITS": "off"}
TIME_LIMIT = 240
EXAMPLES = 200
CONFIGURATION = """
[reports]
directory = "{folder}"
"""
BUDGET = ("--max-examples", str(EXAMPLES), "--workers", "1", "--max-failures", "20")


def fuzz(port: int, arguments: list[str], folder: Path) -> tuple[int, str]:
    """Run schemathesis; return its exit code and what it said."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION.format(folder=folder))
    command = [
        *(sys.executable, "-m", "schemathesis.cli"),
        *("--config-file", folder / "schemathesis.toml"),
        *("run", f"http://127.0.0.1:{port}/api/schema/?format=json"),
        *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
        *(*BUDGET, "--no-color"),
        *("--exclude-path-regex", "^/api/v1/(fail|shut)/"),
        *("--header", "Authorization: Bearer fuzz"),
        *arguments,
    ]
    with (folder / "output").open("w+") as output:
        code = subprocess.run(  # noqa: S603  # our own interpreter
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=TIME_LIMIT,
            cwd=folder,
            env={**os.environ, "COLUMNS": "100"},
        ).returncode
        output.seek(0)
        return code, output.read()


def main(arguments: list[str]) -> int:
    """Fuzz, and say what came of it."""
    board = Board()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        code, said = fuzz(board.port, arguments, Path(folder))
    print(said[-6000:])
    cases = re.search(r"([\d,]+) generated", said)
    failures = re.search(r"(\d+) found|(\d+) unique failures", said)
    found = int(next(filter(None, failures.groups()), 0)) if failures else 0
    return report(
        "fuzz",
        n=int(cases[1].replace(",", "")) if cases else 0,
        bad=found or code,
        seconds=[],
        took=round(time.monotonic() - started, 1),
        limits=json.dumps(BUDGET),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
