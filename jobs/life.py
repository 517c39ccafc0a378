"""The life of a job: one total table of moves, and nothing that goes around it."""

from django.db.models import TextChoices

from jobs.terms import Status


class Move(TextChoices):
    """What takes a job from one state to another."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    REDRAFT = "redraft"
    CLOSE = "close"
    REOPEN = "reopen"
    EXPIRE = "expire"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"


MOVES: dict[tuple[Status, Move], Status] = {
    (Status.DRAFT, Move.SUBMIT): Status.PENDING,
    (Status.PENDING, Move.APPROVE): Status.PUBLISHED,
    (Status.PENDING, Move.REJECT): Status.REJECTED,
    (Status.PENDING, Move.REDRAFT): Status.DRAFT,
    (Status.PENDING, Move.CLOSE): Status.CLOSED,
    (Status.REJECTED, Move.REDRAFT): Status.DRAFT,
    (Status.PUBLISHED, Move.CLOSE): Status.CLOSED,
    (Status.PUBLISHED, Move.EXPIRE): Status.EXPIRED,
    (Status.PUBLISHED, Move.FREEZE): Status.FROZEN,
    (Status.FROZEN, Move.UNFREEZE): Status.PUBLISHED,
    (Status.FROZEN, Move.CLOSE): Status.CLOSED,
    (Status.CLOSED, Move.SUBMIT): Status.PENDING,
    (Status.CLOSED, Move.REOPEN): Status.PUBLISHED,
    (Status.EXPIRED, Move.REOPEN): Status.PUBLISHED,
}
"""Every move there is. A pair that is not listed is refused.

A closed job is handed in when it was never public, and reopened when it was: else a
job could be closed while it waits for a moderator and be reopened past them.
"""

OPEN = (Status.DRAFT, Status.PENDING, Status.PUBLISHED, Status.FROZEN)
"""States in which a second job of the same text would be a duplicate."""


def after(status: str, move: Move) -> Status | None:
    """Return the state that a move leads to; None where it is not possible."""
    return MOVES.get((Status(status), move))
