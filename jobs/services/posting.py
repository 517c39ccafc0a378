"""Writing jobs: making one, editing it, deleting a draft."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from events.registry import Kind
from events.services import record_event
from jobs.content import WRITTEN, columns_of, digest_of, fields_of, fingerprint_of
from jobs.kinds import JOB_CREATED, JOB_DELETED, JOB_EDITED
from jobs.life import OPEN, Move
from jobs.models import Job
from jobs.services.completeness import check_complete, check_whole
from jobs.services.duplicates import (
    naming_conflicts,
    refuse_duplicate,
    refuse_taken_external_id,
)
from jobs.services.moving import lock_job, lock_own_job, move, require_action
from jobs.services.reviewing import review_edit
from jobs.terms import ApplyMethod, Status
from kernel.problems import FieldError, Forbidden, Invalid

Fields = Mapping[str, Any]
Check = Callable[[Job], None]
ENDING = (Status.PUBLISHED, Status.FROZEN, Status.EXPIRED)
"""States in which a job has an end."""
UNFINISHED = (Status.DRAFT, Status.REJECTED, Status.CLOSED, Status.EXPIRED)
"""States in which a job need not be complete."""


@transaction.atomic
def create_job(*, actor: Actor, fields: Fields) -> Job:
    """Make a draft of the caller's company from a validated body."""
    columns = columns_of(fields)
    check_whole(columns)
    return insert_job(actor=actor, columns=columns)


@transaction.atomic
def edit_job(*, actor: Actor, job_id: UUID, changes: Fields, check: Check) -> Job:
    """Change what a validated body names; `check` sees the locked job and may refuse.

    A rejected job becomes a draft by it. What a moderator has judged is judged again.
    """
    job = lock_own_job(actor, job_id)
    check(job)
    columns = columns_of(_merged(job, changes))
    if "expires_at" in columns and columns["expires_at"] is None:
        _require_no_end(job)
    write_columns(job, columns, actor=actor)
    return job


@transaction.atomic
def delete_draft(*, actor: Actor, job_id: UUID) -> None:
    """Delete a job that nobody has seen yet."""
    job = lock_own_job(actor, job_id)
    require_action(job, "delete", actor)
    note_change(job, JOB_DELETED, actor)
    job.delete()


def insert_job(*, actor: Actor, columns: Fields) -> Job:
    """Write a new draft of checked columns, and hold it."""
    if actor.company is None:
        raise Forbidden
    job = Job(
        company_id=actor.company,
        fingerprint=fingerprint_of(columns),
        content_digest=digest_of(columns),
        **columns,
    )
    refuse_taken_external_id(job)
    refuse_duplicate(job)
    with naming_conflicts(job):
        job.save(force_insert=True)
    note_change(job, JOB_CREATED, actor)
    return lock_job(job.pk)


def write_columns(
    job: Job, columns: Fields, *, actor: Actor, digest: bytes | None = None
) -> bool:
    """Write what differs of a locked job, after the checks that its state asks for.

    Tell whether anything did. `digest` is that of what was written, where it says
    more than the columns do.
    """
    whole = columns_in(job) | dict(columns)
    (check_whole if job.status in UNFINISHED else check_complete)(whole)
    changed = [name for name in columns if getattr(job, name) != columns[name]]
    job.content_digest = digest or digest_of(whole)
    if not changed:
        job.save(update_fields=["content_digest"])
        return False
    for name in changed:
        setattr(job, name, columns[name])
    job.fingerprint, job.updated_at = fingerprint_of(whole), timezone.now()
    _refuse_conflicts(job, changed)
    with naming_conflicts(job):
        job.save(update_fields=[*changed, *_FOLLOWING])
    note_change(job, JOB_EDITED, actor, changed=fields_of(changed))
    if job.status == Status.REJECTED:
        move(job, Move.REDRAFT, actor=actor)
    review_edit(job)
    return True


def columns_in(job: Job) -> dict[str, Any]:
    """Return the columns of a job that an employer writes, and its plain text."""
    return {name: getattr(job, name) for name in _CHECKED}


def note_change(job: Job, kind: Kind, actor: Actor, **payload: Any) -> None:
    """Record what was done to a job that is no move."""
    record_event(
        kind=kind.name,
        actor=actor.key or "system",
        subject=job.key,
        audience=[job.company_key, "admins"],
        payload={"company": str(job.company_id), **payload},
    )


def _refuse_conflicts(job: Job, changed: list[str]) -> None:
    """Refuse what the company has already; a rejected job is open again by an edit."""
    if "external_key" in changed:
        refuse_taken_external_id(job)
    if job.status in OPEN or job.status == Status.REJECTED:
        refuse_duplicate(job)


def _merged(job: Job, changes: Fields) -> dict[str, Any]:
    """Return the changes, the objects in them merged into those that are there."""
    merged = dict(changes)
    if merged.get("salary") is not None:
        merged["salary"] = _salary_of(job) | merged["salary"]
    if "apply" in merged:
        given = merged["apply"]
        url = job.apply_url if given.get("method") != ApplyMethod.INTERNAL else ""
        merged["apply"] = {"method": job.apply_method, "url": url} | given
    return merged


def _salary_of(job: Job) -> dict[str, Any]:
    return {
        "min": job.salary_min,
        "max": job.salary_max,
        "currency": job.salary_currency,
        "period": job.salary_period,
    }


def _require_no_end(job: Job) -> None:
    if job.status in ENDING:
        text = "A job that is or was public has an end."
        raise Invalid(errors=[FieldError(field="expires_at", code="null", detail=text)])


_FOLLOWING = ("fingerprint", "content_digest", "updated_at")
_CHECKED = (*WRITTEN, "description_text")
