"""Putting a job under its external id: made, replaced or left alone, and published."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from jobs.content import columns_of, digest_of
from jobs.models import Job
from jobs.services.duplicates import ExternalIdTaken, find_by_external_key
from jobs.services.moving import lock_own_job, require_action
from jobs.services.posting import ENDING, Fields, insert_job, write_columns
from jobs.services.publishing import bring_back, hand_in
from jobs.terms import Status
from kernel.problems import Forbidden, NotFound

Check = Callable[[Job | None], None]
_TRIES = 5


class Outcome(StrEnum):
    """What became of a job that was put."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Put:
    """A job that was put, and what became of it."""

    job: Job
    outcome: Outcome


def put_job(*, actor: Actor, external_id: str, fields: Fields, check: Check) -> Put:
    """Make the caller's company have this job under this external id, and submit it.

    `fields` is a whole validated body: what it leaves out returns to its default. An
    end that is left out stays as it is while the job has one. `check` sees the locked
    job, or None before it is made, and may refuse.
    """
    if actor.company is None:
        raise Forbidden
    columns = columns_of({**fields, "external_id": external_id})
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _put(actor, actor.company, columns, check)
        except (ExternalIdTaken, NotFound):
            continue  # made or deleted since we looked
    raise ExternalIdTaken


def _put(actor: Actor, company: UUID, columns: Fields, check: Check) -> Put:
    found = find_by_external_key(company, columns["external_key"])
    if found is not None:
        return _replace(lock_own_job(actor, found), columns, actor, check)
    check(None)
    job = insert_job(actor=actor, columns=columns)
    hand_in(job, actor=actor)
    return Put(job, Outcome.CREATED)


def _replace(job: Job, columns: Fields, actor: Actor, check: Check) -> Put:
    check(job)
    before, digest, is_changed = job.status, digest_of(columns), False
    if bytes(job.content_digest) != digest:
        kept = dict(columns)
        if kept["expires_at"] is None and job.status in ENDING:
            del kept["expires_at"]
        is_changed = write_columns(job, kept, actor=actor, digest=digest)
    _publish(job, actor)
    same = not is_changed and job.status == before
    return Put(job, Outcome.UNCHANGED if same else Outcome.UPDATED)


def _publish(job: Job, actor: Actor) -> None:
    """Take a job as far towards the public as an employer may.

    One that was rejected, and is still as it was, is not handed in again.
    """
    if job.status == Status.DRAFT:
        hand_in(job, actor=actor)
    elif job.status in {Status.CLOSED, Status.EXPIRED}:
        if job.published_at is None:
            hand_in(job, actor=actor)
        else:
            require_action(job, "reopen", actor)
            bring_back(job, actor=actor)
