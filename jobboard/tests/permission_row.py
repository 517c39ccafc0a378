"""One operation and what each caller is answered; the tables are lists of these."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jobboard.tests.stage import CALLERS, Stage

Body = Callable[[Stage, str], Any]


@dataclass(frozen=True)
class Row:
    """One operation: what is sent, and the status for each caller."""

    method: str
    route: str
    statuses: str
    body: Any = None
    """What is sent, or a function of stage and caller that makes it."""
    ids: str = ""
    """What the ids of the route stand for, in their order."""

    def expected(self) -> dict[str, int]:
        """Return the status for each caller."""
        found = [int(each) for each in self.statuses.split()]
        if len(found) == 1:
            found *= len(CALLERS)
        return dict(zip(CALLERS, found, strict=True))


# Statuses: anonymous unverified | applicant other_applicant newcomer | owner recruiter
# viewer other_owner | admin | key bare_key. One number stands for all of them.
EVERYBODY = "200"
PERSONS = "401 401 200 200 200 200 200 200 200 200 403 403"
ADMINS = "401 401 403 403 403 403 403 403 403 200 403 403"
