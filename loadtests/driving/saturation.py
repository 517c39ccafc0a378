"""Where a board is full: more users than so many bring no more answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

GAIN = 0.25
"""Below this share of the gain that more users should have brought, a step is flat."""
FLAT = 2
"""So many flat steps in a row are no accident."""


@dataclass
class Step:
    """What was seen while a number of users was there."""

    users: int
    seconds: float = 0.0
    requests: int = 0
    failures: int = 0
    p95s: list[float] = field(default_factory=list)

    def take(self, look: dict[str, Any], seconds: float) -> None:
        """Add one look."""
        self.seconds += seconds
        self.requests += look["requests"]
        self.failures += look["failures"]
        self.p95s.append(look["p95"])

    @property
    def rate(self) -> float:
        """Return the good answers per second."""
        return (self.requests - self.failures) / self.seconds if self.seconds else 0.0

    @property
    def p95(self) -> float:
        """Return the middle one of the p95 of all looks."""
        return sorted(self.p95s)[len(self.p95s) // 2] if self.p95s else 0.0


def saturated(steps: Sequence[Step]) -> Step | None:
    """Return the last step that still brought more; None while all of them do.

    Users think between requests, so twice the users should bring twice the answers.
    """
    flat = 0
    for number in range(1, len(steps)):
        before, now = steps[number - 1], steps[number]
        hoped = before.rate * (now.users / before.users - 1) if before.users else 0
        flat = flat + 1 if now.rate - before.rate < GAIN * hoped else 0
        if flat == FLAT:
            return steps[number - FLAT]
    return None
