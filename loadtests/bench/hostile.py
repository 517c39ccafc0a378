"""Send the hostile corpus to every place of the API: no 5xx, nothing ignored.

Arguments: families (`A`) or atoms (`A-001`) to send, all without any.
"""

import asyncio
import json
import sys
import time

from loadtests.harness.board import Board
from loadtests.harness.outcome import report
from loadtests.hostile.corpus import read_corpus
from loadtests.hostile.runner import describe, run

STACK_ENV = {"DJANGO_SETTINGS_MODULE": "kernel.tests.settings", "RATE_LIMITS": "off"}
SHOWN = 12
OURS = ("request_failed", "input_slipped_past_the_gate")
"""Log lines that no input of a client's may cause."""


def logged(board: Board) -> list[str]:
    """Return the log lines that tell of a fault of ours."""
    lines = board.log("web").read_text(errors="replace").splitlines()
    return [line for line in lines if any(f'"{name}"' in line for name in OURS)]


def main(names: list[str]) -> int:
    """Send what was asked for and say how it went."""
    board = Board()
    atoms = [
        atom
        for atom in read_corpus()
        if not names or atom.family in names or atom.id in names
    ]
    started = time.monotonic()
    outcome = asyncio.run(run(board.port, atoms))
    took = time.monotonic() - started
    for line in describe(outcome):
        print(line)
    print("statuses:", json.dumps(dict(sorted(outcome.statuses.items()))))
    faults = logged(board)
    for line in faults[:SHOWN]:
        print(line[-1200:])
    return report(
        "hostile",
        n=sum(outcome.statuses.values()),
        bad=outcome.bad + len(faults),
        seconds=outcome.seconds,
        atoms=len(atoms),
        took=round(took, 1),
        logged=len(faults),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
