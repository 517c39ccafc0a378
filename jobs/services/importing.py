"""Imports as they begin and end: a file comes in, waits its turn, and is over."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Company, Membership
from accounts.roles import CompanyRole
from accounts.services.moderation import NotNow
from events.services import record_event
from jobs.import_kinds import (
    COUNTS,
    IMPORT_FINISHED,
    IMPORT_QUEUED,
    IMPORT_STARTED,
)
from jobs.imports.files import IMPORTS
from jobs.imports.formats import recognise
from jobs.imports.names import live_jobs
from jobs.models import JobImport
from jobs.models.imports import ImportStatus
from kernel.problems import Conflict, Forbidden
from kernel.uploads import Received

MOST_WAITING = 5
"""So many files of one company may lie here and not be done."""
LONGEST_NAME = 200


class TooManyImports(Conflict):
    """The company has handed in as many files as may wait."""

    code = "too_many_imports"
    title = "Too many imports are waiting"
    detail = "Wait until one of them is done; GET jobs/imports/ lists them."


@transaction.atomic
def hand_in_file(
    *, actor: Actor, file: Received, mode: str, dry_run: bool
) -> JobImport:
    """Take a file in; it is read as soon as the company's earlier ones are done."""
    if actor.company is None:
        raise Forbidden
    company = Company.objects.get(pk=actor.company)
    if company.is_suspended:
        raise NotNow("A suspended company imports nothing.", allowed=[])
    unfinished = JobImport.objects.filter(company=company, finished_at__isnull=True)
    if unfinished.count() >= MOST_WAITING:
        raise TooManyImports
    job_import = JobImport.objects.create(
        company=company,
        user_id=actor.id,
        mode=mode,
        dry_run=dry_run,
        format=recognise(file.content, file.name or ""),
        file_name=(file.name or "")[:LONGEST_NAME],
        stored_as=file.stored_as,
        size=file.size or 0,
    )
    record_event(
        kind=IMPORT_QUEUED.name,
        actor=actor.key or "system",
        subject=job_import.key,
        audience=[job_import.company_key, "admins"],
        payload={"company": str(company.pk), "mode": mode, "dry_run": dry_run},
    )
    file.keep()  # should the commit fail, it lies there without a row and is swept away
    return job_import


@transaction.atomic
def begin_next(company: UUID) -> JobImport | None:
    """Begin the company's oldest import that waits, unless one is being worked on.

    Asked for whenever a file comes in and whenever an import ends, each time after the
    commit of that: so one of the two sees what the other did.
    """
    imports = JobImport.objects.filter(company=company)
    if imports.running().exists():
        return None
    oldest = imports.waiting().select_for_update(no_key=True).first()
    if oldest is None:
        return None
    oldest.status, oldest.started_at = ImportStatus.RUNNING, timezone.now()
    oldest.live_before = live_jobs(oldest).count() if oldest.is_mirror else None
    try:
        with transaction.atomic():
            oldest.save(update_fields=["status", "started_at", "live_before"])
    except IntegrityError:  # import_runs_alone: somebody else began one just now
        return None
    record_event(
        kind=IMPORT_STARTED.name,
        actor=actor_key(oldest),
        subject=oldest.key,
        audience=[oldest.company_key, "admins"],
        payload={"company": str(oldest.company_id)},
    )
    return oldest


def end_import(job_import: JobImport, status: ImportStatus, detail: str = "") -> None:
    """End a held import as what it is, and let go of its file."""
    stored_as = job_import.stored_as
    job_import.status, job_import.detail = status, detail[:500]
    job_import.finished_at, job_import.stored_as = timezone.now(), ""
    job_import.save(update_fields=["status", "detail", "finished_at", "stored_as"])
    record_event(
        kind=IMPORT_FINISHED.name,
        actor=actor_key(job_import),
        subject=job_import.key,
        audience=[job_import.company_key, "admins"],
        payload={
            "company": str(job_import.company_id),
            "status": str(status),
            **{name: getattr(job_import, name) for name in COUNTS},
        },
    )
    transaction.on_commit(lambda: IMPORTS.remove(stored_as))


def actor_key(job_import: JobImport) -> str:
    """Name whoever handed the file in, for events."""
    return f"user:{job_import.user_id}" if job_import.user_id else "system"


def importer_of(job_import: JobImport) -> Actor | None:
    """Return whoever handed the file in, if they may still post for the company."""
    member = (
        Membership.objects.filter(
            user=job_import.user_id,
            company=job_import.company_id,
            company_role__in=(CompanyRole.OWNER, CompanyRole.RECRUITER),
            user__is_active=True,
            user__email_verified_at__isnull=False,
        )
        .select_related("user")
        .first()
    )
    if member is None:
        return None
    return Actor(
        id=member.user_id,
        role=member.user.role,
        company=member.company_id,
        company_role=member.company_role,
    )
