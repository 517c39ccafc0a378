"""What was measured, a line each, and what of it misses its goal."""

import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from loadtests.harness.outcome import machine

HEAD = ("", "live ads", "", "ours", "theirs", "ratio", "goal", "")


@dataclass(frozen=True)
class Line:
    """One figure beside what it is compared with."""

    id: str
    ads: int
    what: str
    ours: str
    theirs: str = ""
    ratio: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def is_missed(self) -> bool:
        """Tell whether it is on the wrong side of its goal."""
        if self.ratio is None:
            return False
        too_small = self.least is not None and self.ratio < self.least
        return too_small or (self.most is not None and self.ratio > self.most)

    def cells(self) -> Sequence[str]:
        """Return it as the cells of a table."""
        goal = f"≥ {self.least:g}" if self.least is not None else ""
        goal = f"≤ {self.most:g}" if self.most is not None else goal
        return (
            self.id,
            f"{self.ads:,}",
            self.what,
            self.ours,
            self.theirs,
            "" if self.ratio is None else f"{self.ratio:.2f}",
            goal,
            "missed" if self.is_missed else "met" if goal else "",
        )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown that can be read as it stands."""
    cells = [head, *rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    padded = [
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    rule = " | ".join("-" * max(width, 3) for width in widths)
    lines = [padded[0], rule, *padded[1:]]
    return "\n".join(f"| {line} |" for line in lines)


def surroundings() -> Iterator[str]:
    """Yield what it was measured on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SHOW shared_buffers")
        buffers = cursor.fetchone()[0]
    yield f"{machine()}, {platform.system()} {platform.machine()}"
    yield f"PostgreSQL {version}, shared_buffers {buffers}"
    command = ["git", "describe", "--always", "--dirty=+"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # a constant command
    yield f"commit {said.stdout.strip() or 'unknown'}"
