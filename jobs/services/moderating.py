"""What admins decide about jobs: what is public, what is not, what is again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject, Now
from django.utils import timezone

from accounts.actor import Actor
from accounts.services.moderation import NotNow, require_admin
from events.services import record_event
from jobs.actions import actions_for
from jobs.kinds import APPROVED
from jobs.life import Move
from jobs.models import Job, JobFlag
from jobs.models.jobs import JobQuerySet
from jobs.moderation_kinds import JOB_REVIEWED
from jobs.services.flagging import dismiss_open_flags
from jobs.services.moving import (
    lock_job,
    move,
    note_move,
    refresh_status,
    require_action,
)
from jobs.terms import QueueReason, Status

Check = Callable[[Job], None]
Changes = dict[str, dict[str, Any]]


def as_moderated() -> JobQuerySet:
    """Return all jobs with their card, and `open_flags`: how many for which reason."""
    flags = JobFlag.objects.open().filter(job=OuterRef("pk")).order_by()
    told = flags.values("reason").annotate(flags=Count("pk"))
    counted = told.values(told=JSONObject(reason="reason", flags="flags"))
    return Job.objects.with_card().annotate(open_flags=ArraySubquery(counted))


def waiting(rows: JobQuerySet) -> JobQuerySet:
    """Keep what a moderator can decide about now.

    What has run out is over, whatever its row says, and waits only if it was edited:
    it can still be read. What a suspended company has in the queue comes back to its
    old place with the company.
    """
    over = Q(status=Status.PUBLISHED, expires_at__lte=Now())
    over &= ~Q(queue_reason=QueueReason.EDITED)
    return rows.queued().filter(company__suspended_at__isnull=True).exclude(over)


def changes_of(job: Job) -> Changes:
    """Return what a job shows otherwise than when a moderator last approved it."""
    now, before = job.content(), job.approved or {}
    return {
        name: {"before": before[name], "after": now[name]}
        for name in now
        if name in before and before[name] != now[name]
    }


@transaction.atomic
def approve_job(*, actor: Actor, job_id: UUID, check: Check | None = None) -> Job:
    """Let a pending job through, or a public one be as it was edited.

    `check` sees the locked job and may refuse: what is approved was then looked at.
    """
    job = _hold(actor, job_id, "approve")
    if check is not None:
        check(job)
    if job.status == Status.PENDING:
        _refuse_past_end(job, actor)
        move(job, Move.APPROVE, actor=actor, how=APPROVED)
    else:
        _let_be(job, actor)
    dismiss_open_flags(job, actor=actor)
    return job


@transaction.atomic
def reject_job(*, actor: Actor, job_id: UUID, reason: str, comment: str = "") -> Job:
    """Refuse to publish a pending job, and say why."""
    job = _hold(actor, job_id, "reject")
    move(job, Move.REJECT, actor=actor, reason=reason, comment=comment)
    return job


@transaction.atomic
def freeze_job(
    *, actor: Actor, job_id: UUID, reason: str = "", comment: str = ""
) -> Job:
    """Take a public job off the board; its open flags stay, to be answered."""
    job = _hold(actor, job_id, "freeze")
    move(job, Move.FREEZE, actor=actor, reason=reason, comment=comment)
    _leave_queue(job)
    return job


@transaction.atomic
def unfreeze_job(*, actor: Actor, job_id: UUID, check: Check | None = None) -> Job:
    """Put a job back as it now reads; whoever flagged it before does not count again.

    One whose time ran out meanwhile gets no time for it: it is expired. `check` is as
    with an approval.
    """
    job = _hold(actor, job_id, "unfreeze")
    if check is not None:
        check(job)
    ends = job.expires_at
    move(job, Move.UNFREEZE, actor=actor)
    _leave_queue(job, approved=job.content())
    dismiss_open_flags(job, actor=actor)
    if ends is not None and ends <= timezone.now():
        _expire(job, ends)
    return job


def _hold(actor: Actor, job_id: UUID, action: str) -> Job:
    job = lock_job(job_id)
    require_admin(actor)
    require_action(job, action, actor)
    return job


def _refuse_past_end(job: Job, actor: Actor) -> None:
    """Refuse to publish what would be over at once."""
    if job.expires_at is None or job.expires_at > timezone.now():
        return
    allowed = [each for each in actions_for(job, actor) if each != "approve"]
    raise NotNow("The day on which it was to end has passed.", allowed=allowed)


def _let_be(job: Job, actor: Actor) -> None:
    """Take a public job out of the queue, with a line of history."""
    _leave_queue(job, approved=job.content())
    note_move(job, Move.APPROVE, job.status, actor=actor)
    record_event(
        kind=JOB_REVIEWED.name,
        actor=actor.key or "",
        subject=job.key,
        audience=[job.company_key, "admins"],
        payload={"company": str(job.company_id)},
    )


def _leave_queue(job: Job, **also: Any) -> None:
    changes = {"queued_at": None, "queue_reason": "", "queue_rank": 0, **also}
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))


def _expire(job: Job, ends: datetime) -> None:
    job.expires_at = ends
    job.save(update_fields=["expires_at"])
    refresh_status(job)
    move(job, Move.EXPIRE)
