"""What a caller may do with a job now: said here for answers and for refusals."""

from typing import Any

from accounts.actor import Actor
from accounts.roles import Scope
from jobs.terms import ApplyMethod, Status

RECRUITERS: dict[str, tuple[str, ...]] = {
    Status.DRAFT: ("edit", "submit", "delete"),
    Status.PENDING: ("edit", "redraft", "close"),
    Status.REJECTED: ("edit", "redraft"),
    Status.PUBLISHED: ("edit", "extend", "close"),
    Status.FROZEN: ("edit", "close"),
    Status.CLOSED: ("edit", "reopen", "submit"),
    Status.EXPIRED: ("edit", "reopen"),
}
ADMINS: dict[str, tuple[str, ...]] = {
    Status.PENDING: ("approve", "reject"),
    Status.PUBLISHED: ("freeze",),
    Status.FROZEN: ("unfreeze",),
}

_REVIEWED = (Status.PUBLISHED, Status.CLOSED, Status.EXPIRED)
"""States in which a job that waits for a moderator is let be as it was edited."""


def actions_for(job: Any, actor: Actor) -> list[str]:
    """Return what the caller may do; `job` is one that came `with_status()`."""
    status = job.status_now
    if actor.scopes is not None and Scope.JOBS_WRITE not in actor.scopes:
        return []
    if actor.is_recruiting and actor.company == job.company_id:
        return [each for each in RECRUITERS[status] if _is_open(each, job)]
    if actor.is_admin:
        found = [each for each in ADMINS.get(status, ()) if _is_open(each, job)]
        reviewed = status in _REVIEWED and job.queued_at is not None
        return ["approve", *found] if reviewed else found
    if actor.is_authenticated and status == Status.PUBLISHED:
        if not actor.is_applicant:
            return ["flag"]
        is_internal = job.apply_method == ApplyMethod.INTERNAL
        return [*(["apply"] if is_internal else []), "save", "flag"]
    return []


def _is_open(action: str, job: Any) -> bool:
    """Leave out what a freeze forbids, and lifting one that is the company's.

    What is closed is opened again if it was public before, and is handed in if not.
    """
    if action == "reopen":
        return job.frozen_at is None and job.published_at is not None
    if action == "submit":
        return job.published_at is None
    if action == "unfreeze":
        return bool(job.status == Status.FROZEN)
    return True
