"""What people find wrong with a job, what follows from it, and how it is answered."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.services.moderation import NotNow, require_admin
from events.services import record_event
from jobs.actions import actions_for
from jobs.kinds import BY_FLAGS
from jobs.life import Move
from jobs.limits import count_flag
from jobs.models import Job, JobFlag
from jobs.models.jobs import job_path
from jobs.moderation_kinds import FLAG_RESOLVED, JOB_FLAGGED
from jobs.services.moving import lock_job, move, status_now
from jobs.terms import FlagOutcome, QueueReason, Status
from kernel.failures import register_constraint
from kernel.problems import Conflict, NotAuthenticated, NotFound

ENOUGH = 3
"""So many flags that count take a job off the board, or to the top of the queue."""
TOP = 10
"""The rank in the queue of a verified company's job that was flagged so often."""
LETTING_BE = (Move.APPROVE, Move.UNFREEZE)


class AlreadyFlagged(Conflict):
    """One account flags a job once."""

    code = "already_flagged"
    title = "You have flagged this job"
    detail = "One account flags a job once; a moderator will look at it."


register_constraint("flag_once_per_job", AlreadyFlagged)


def flag_path(flag: JobFlag) -> str:
    """Return where whoever flagged finds the flag."""
    return f"{job_path(flag.job_id)}flags/{flag.pk}/"


def all_flags() -> "QuerySet[JobFlag]":
    """Return every flag, with who said so and the card of the job."""
    cards = Prefetch("job", Job.objects.with_card())
    return JobFlag.objects.select_related("user").prefetch_related(cards)


@transaction.atomic
def flag_job(
    *, actor: Actor, job_id: UUID, reason: str, address: str, detail: str = ""
) -> JobFlag:
    """Say that something is wrong with a public job; enough of these take it down."""
    if actor.id is None:
        raise NotAuthenticated
    count_flag(by=actor.id, address=address)
    job = lock_job(job_id)
    _require_flaggable(job, actor)
    flag = JobFlag.objects.create(
        job=job, user_id=actor.id, reason=reason, detail=detail
    )
    record_event(
        kind=JOB_FLAGGED.name,
        actor=actor.key or "",
        subject=job.key,
        audience=["admins"],
        payload={
            "company": str(job.company_id),
            "flag": str(flag.pk),
            "reason": reason,
        },
    )
    _weigh_flags(job)
    return flag


@transaction.atomic
def resolve_flag(*, actor: Actor, flag_id: UUID, outcome: str) -> JobFlag:
    """Answer a flag, once; a frozen job stays frozen until a moderator unfreezes it."""
    rows = JobFlag.objects.select_for_update(no_key=True)
    flag = rows.filter(pk=flag_id).first()
    if flag is None:
        raise NotFound
    require_admin(actor)
    if flag.outcome:
        raise NotNow(f"A moderator has {flag.outcome} this flag already.", allowed=[])
    _resolve([flag], FlagOutcome(outcome), actor)
    return flag


def dismiss_open_flags(job: Job, *, actor: Actor) -> None:
    """Answer all that is open about a locked job: a moderator lets it be."""
    rows = JobFlag.objects.open().filter(job=job).order_by("pk")
    _resolve(rows.select_for_update(no_key=True), FlagOutcome.DISMISSED, actor)


def _require_flaggable(job: Job, actor: Actor) -> None:
    """Refuse what the caller does not see, has flagged, or is not public."""
    if not Job.objects.visible_to(actor).filter(pk=job.pk).exists():
        raise NotFound
    mine = JobFlag.objects.filter(job=job, user=actor.id).first()
    if mine is not None:
        raise AlreadyFlagged(links={"flag": flag_path(mine)})
    if status_now(job) != Status.PUBLISHED:
        raise NotNow(
            f"Only a published job is flagged, and this one is {status_now(job)}.",
            allowed=actions_for(job, actor),
        )


def _weigh_flags(job: Job) -> None:
    """Act on a locked, public job when enough flags count against it."""
    if _counting(job) < ENOUGH:
        return
    queued = {"queued_at": job.queued_at or timezone.now()}
    if not job.company.is_verified:
        move(job, Move.FREEZE, reason=BY_FLAGS)
        _save(job, **queued, queue_reason=QueueReason.FLAGGED)
    elif job.queue_rank < TOP:
        _save(job, **queued, queue_reason=QueueReason.FLAGGED, queue_rank=TOP)


def _counting(job: Job) -> int:
    """Count the flags against a job since a moderator last let it be.

    Those from before were answered by that, the upheld ones too: otherwise a single
    new flag would take a job down that a moderator has just put back.
    """
    flags = JobFlag.objects.counting().filter(job=job)
    told = job.moves.filter(action__in=LETTING_BE).order_by("-at")
    last = told.values_list("at", flat=True).first()
    return (flags.filter(created_at__gt=last) if last else flags).count()


def _resolve(flags: Iterable[JobFlag], outcome: FlagOutcome, actor: Actor) -> None:
    for flag in flags:
        flag.outcome, flag.resolved_at = outcome, timezone.now()
        flag.resolved_by_id = actor.id
        flag.save(update_fields=["outcome", "resolved_at", "resolved_by"])
        record_event(
            kind=FLAG_RESOLVED.name,
            actor=actor.key or "",
            subject=flag.key,
            audience=["admins"],
            payload={"job": str(flag.job_id), "outcome": outcome},
        )


def _save(job: Job, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))
