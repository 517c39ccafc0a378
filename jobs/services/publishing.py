"""What an employer does with a job: handing it in, closing it, bringing it back."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from jobs.kinds import JOB_EXTENDED, VERIFIED
from jobs.life import Move
from jobs.models import Job
from jobs.services.completeness import check_complete
from jobs.services.duplicates import naming_conflicts, refuse_duplicate
from jobs.services.moving import (
    MOST_DAYS,
    lock_own_job,
    move,
    note_move,
    require_action,
)
from jobs.services.posting import columns_in, note_change
from jobs.services.reviewing import is_trusted, review_edit
from jobs.terms import Status
from kernel.problems import FieldError, Invalid


@transaction.atomic
def submit_job(*, actor: Actor, job_id: UUID) -> Job:
    """Hand a job in; what nobody needs to look at is published at once."""
    job = lock_own_job(actor, job_id)
    require_action(job, "submit", actor)
    hand_in(job, actor=actor)
    return job


@transaction.atomic
def close_job(*, actor: Actor, job_id: UUID, reason: str) -> Job:
    """Take a job off the board for good, or until it is reopened."""
    job = lock_own_job(actor, job_id)
    require_action(job, "close", actor)
    move(job, Move.CLOSE, actor=actor, reason=reason)
    return job


@transaction.atomic
def reopen_job(*, actor: Actor, job_id: UUID) -> Job:
    """Make a job that is over public again, where it stood in the list before."""
    job = lock_own_job(actor, job_id)
    require_action(job, "reopen", actor)
    bring_back(job, actor=actor)
    return job


@transaction.atomic
def redraft_job(*, actor: Actor, job_id: UUID) -> Job:
    """Take a job that is not public yet back to be a draft."""
    job = lock_own_job(actor, job_id)
    require_action(job, "redraft", actor)
    if job.status == Status.REJECTED:
        refuse_duplicate(job)
    with naming_conflicts(job):
        move(job, Move.REDRAFT, actor=actor)
    return job


@transaction.atomic
def extend_job(*, actor: Actor, job_id: UUID, days: int) -> Job:
    """Give a public job more days, a year from now at most."""
    job = lock_own_job(actor, job_id)
    require_action(job, "extend", actor)
    now = timezone.now()
    end = (job.expires_at or now) + timedelta(days=days)
    if end > now + timedelta(days=MOST_DAYS):
        text = f"The job would end more than {MOST_DAYS} days from now."
        raise Invalid(errors=[FieldError(field="days", code="too_far", detail=text)])
    job.expires_at, job.updated_at = end, now
    job.save(update_fields=["expires_at", "updated_at"])
    note_move(job, "extend", job.status, actor=actor)
    note_change(job, JOB_EXTENDED, actor, days=days)
    return job


def hand_in(job: Job, *, actor: Actor) -> None:
    """Submit a locked job, and publish it if nobody needs to look at it."""
    check_complete(columns_in(job))
    if job.status != Status.DRAFT:
        refuse_duplicate(job)
    with naming_conflicts(job):
        move(job, Move.SUBMIT, actor=actor)
    if is_trusted(job):
        move(job, Move.APPROVE, how=VERIFIED)


def bring_back(job: Job, *, actor: Actor) -> None:
    """Reopen a locked job."""
    check_complete(columns_in(job))
    refuse_duplicate(job)
    with naming_conflicts(job):
        move(job, Move.REOPEN, actor=actor)
    review_edit(job)
