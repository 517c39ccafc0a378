"""No two open jobs of a company that say the same, and no external id twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction

from jobs.content import external_key
from jobs.models import Job
from jobs.models.jobs import job_path
from jobs.services.moving import lock_job, status_now
from jobs.terms import Status
from kernel.failures import register_constraint
from kernel.problems import Conflict

TEXT, EXTERNAL_ID = "job_once_per_text", "job_once_per_external_id"


class DuplicateJob(Conflict):
    """Another open job of the company has the same title, text and places."""

    code = "duplicate_job"
    title = "The company has this job already"
    detail = "Change the job in links, or send allow_duplicate if both are meant."


class ExternalIdTaken(Conflict):
    """Another job of the company has this external id."""

    code = "external_id_taken"
    title = "The company has a job of this external id"
    detail = "Change the job in links; PUT by external id does just that."


register_constraint(TEXT, DuplicateJob)
register_constraint(EXTERNAL_ID, ExternalIdTaken)


def refuse_duplicate(job: Job) -> None:
    """Refuse a job that is about to be open beside one that says the same.

    One whose time has run out is expired on this occasion and in nobody's way.
    """
    if job.allows_duplicate:
        return
    twins = Job.objects.open_with_text(job.company_id, [bytes(job.fingerprint)])
    for twin in twins.exclude(pk=job.pk).with_status().select_related("company"):
        if status_now(twin) != Status.EXPIRED:
            # The same PUT twice at once: it is one job, and no duplicate of itself.
            refuse_taken_external_id(job)
            raise DuplicateJob(links={"job": job_path(twin.pk)})
        lock_job(twin.pk)


def refuse_taken_external_id(job: Job) -> None:
    """Refuse an external id that another job of the company has."""
    key = external_key(job.external_id)
    other = find_by_external_key(job.company_id, key) if key else None
    if other is not None and other != job.pk:
        raise ExternalIdTaken(links={"job": job_path(other)})


def find_by_external_key(company_id: UUID, key: str) -> UUID | None:
    """Return which job of a company has an external id."""
    rows = Job.objects.filter(company=company_id, external_key=key)
    return rows.values_list("pk", flat=True).first()


@contextmanager
def naming_conflicts(job: Job) -> Iterator[None]:
    """Say, of a race that was lost in here, which job stands in the way."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        lost = getattr(error.__cause__, "diag", None)
        name = getattr(lost, "constraint_name", None)
        if name == TEXT:
            refuse_duplicate(job)
        if name == EXTERNAL_ID:
            refuse_taken_external_id(job)
        raise
