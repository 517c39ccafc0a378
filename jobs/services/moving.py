"""Moving a job: the one way its state changes, with its line of history and event."""

from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from accounts.services.moderation import NotNow
from events.services import record_event
from jobs.actions import actions_for
from jobs.kinds import MOVED
from jobs.life import Move, after
from jobs.models import Job, JobMove
from jobs.models.moderation import By
from jobs.terms import SAID, QueueReason, Status
from kernel.problems import Forbidden, NotFound

LASTS = timedelta(days=30)
"""How long a job is published when its employer does not say."""
MOST_DAYS = 365
"""So far ahead may a job end."""
NO_ONE = Actor()


def lock_job(job_id: UUID) -> Job:
    """Hold a job until the transaction ends; one whose time ran out is expired."""
    rows = Job.objects.with_status().select_related("company")
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=job_id).first()
    if held is None:
        raise NotFound
    job: Job = held
    if job.status == Status.PUBLISHED and status_now(job) == Status.EXPIRED:
        move(job, Move.EXPIRE)
    return job


def lock_own_job(actor: Actor, job_id: UUID) -> Job:
    """Hold a job of the caller's company, for one who posts there."""
    job = lock_job(job_id)
    if not actor.is_recruiting or job.company_id != actor.company:
        raise Forbidden
    return job


def require_action(job: Job, action: str, actor: Actor) -> None:
    """Refuse what the caller cannot do with a job now."""
    if action not in actions_for(job, actor):
        refuse(job, action, actor)


def status_now(job: Job) -> str:
    """Return the state as `with_status()` told it."""
    return str(getattr(job, "status_now"))  # noqa: B009  # an annotation, not a field


def move(
    job: Job,
    action: Move,
    *,
    actor: Actor = NO_ONE,
    reason: str = "",
    comment: str = "",
    how: str = "",
) -> None:
    """Take a locked job one step on, or say what can be done with it now."""
    before = job.status
    changes = advance(job, action)
    if changes is None:
        refuse(job, action, actor)
    job.save(update_fields=changes)
    note_move(job, action, before, actor=actor, reason=reason, comment=comment)
    record_event(
        kind=MOVED[action].name,
        actor=actor.key or "system",
        subject=job.key,
        audience=[job.company_key, "admins"],
        payload={
            "company": str(job.company_id),
            "reason": reason or how,
            "title": job.title,
            "comment": comment,
        },
    )
    refresh_status(job)


def advance(job: Job, action: Move) -> list[str] | None:
    """Change a job in memory as a move does; return what changed, None if it cannot.

    For work in bulk, which writes many jobs, their history and an event at once.
    """
    to = after(job.status, action)
    if to is None:
        return None
    changes = {"status": to, **_follows(job, action, to)}
    if action != Move.EXPIRE:  # it has read so since its end: its ETag must stay good
        changes["updated_at"] = timezone.now()
    for name, value in changes.items():
        setattr(job, name, value)
    return list(changes)


def note_move(job: Job, action: str, before: str, *, actor: Actor, **told: str) -> None:
    """Write a line of a job's history."""
    JobMove.objects.create(
        job=job,
        action=action,
        from_status=before,
        to_status=job.status,
        by=_part(actor),
        user_id=actor.id,
        **told,
    )


def refuse(job: Job, action: str, actor: Actor) -> NoReturn:
    """Say that something cannot be done now, and what can."""
    raise NotNow(
        f"This job is {SAID[status_now(job)]}: {action} is not possible now.",
        allowed=actions_for(job, actor),
    )


def refresh_status(job: Job) -> None:
    """Ask the database for the state again, after a change of it."""
    found = Job.objects.with_status().only("pk").get(pk=job.pk)
    job.status_now = status_now(found)  # type: ignore[attr-defined]  # an annotation


def _follows(job: Job, action: Move, to: Status) -> dict[str, Any]:
    """Return what else changes with a move."""
    now = timezone.now()
    changes: dict[str, Any] = {}
    if to == Status.PUBLISHED:
        changes["published_at"] = job.published_at or now
        lasts = job.expires_at is not None and job.expires_at > now
        changes["expires_at"] = job.expires_at if lasts else now + LASTS
        changes["closed_at"] = None
    elif to == Status.CLOSED:
        changes["closed_at"] = now
    if to == Status.PENDING:
        changes |= {"queued_at": now, "queue_reason": QueueReason.NEW, "queue_rank": 0}
        changes["closed_at"] = None
    elif action in {Move.CLOSE, Move.EXPIRE} and _waits_as_edited(job):
        changes |= {"queue_reason": QueueReason.EDITED, "queue_rank": 0}
    elif action not in {Move.FREEZE, Move.REOPEN}:
        changes |= {"queued_at": None, "queue_reason": "", "queue_rank": 0}
    if action == Move.APPROVE:
        changes["approved"] = job.content()
    if action in {Move.FREEZE, Move.UNFREEZE}:
        is_frozen = action == Move.FREEZE
        changes["frozen_at"] = now if is_frozen else None
        changes["frozen_text"] = bytes(job.fingerprint) if is_frozen else None
    return changes


def _waits_as_edited(job: Job) -> bool:
    """Tell whether a public job shows what nobody has looked at; it still will."""
    waits = job.status == Status.PUBLISHED and job.queued_at is not None
    return waits and job.approved != job.content()


def _part(actor: Actor) -> By:
    """Tell in what part somebody acts."""
    if actor.id is None:
        return By.SYSTEM
    return By.MODERATOR if actor.is_admin else By.COMPANY
