"""What is left of imports: work that was lost, files, rows of those long over."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from events.models import Delivery, Event
from jobs.imports.files import IMPORTS
from jobs.models import JobImport, NamedRow, RefusedRow
from jobs.models.imports import ImportStatus
from jobs.services.importing import begin_next, end_import

CONSUMER = "jobs.imports"
BATCH = 5_000
QUIET = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=24)
KEPT = timedelta(days=30)
LOST = "Something went wrong on our side, and the rest of the file was not read."
TOO_LATE = "The file was not read within 24 hours. Send it again."


def end_lost() -> int:
    """End running imports whose next part is a dead letter, and files that wait long.

    Say how many there were.
    """
    unfinished = JobImport.objects.filter(finished_at__isnull=True)
    late = unfinished.filter(created_at__lt=Now() - LONGEST_WAIT)
    running = unfinished.running().filter(started_at__lt=Now() - QUIET)
    ended = 0
    for pk in late.values_list("pk", flat=True):
        ended += _end(pk, TOO_LATE)
    for job_import in running:
        if not _is_worked_on(job_import):
            ended += _end(job_import.pk, LOST)
    return ended


def begin_waiting() -> None:
    """Begin imports of companies that have none running; a safeguard, no more."""
    running = JobImport.objects.running().filter(company=OuterRef("company"))
    idle = JobImport.objects.waiting().filter(~Exists(running))
    for company in set(idle.values_list("company", flat=True)[:BATCH]):
        begin_next(company)


def sweep_files() -> int:
    """Remove files that no import waits for any more; say how many went."""
    waited_for = JobImport.objects.filter(finished_at__isnull=True)
    keep = waited_for.values_list("stored_as", flat=True)
    return IMPORTS.sweep(older_than=LONGEST_WAIT, keep=keep)


def forget_names() -> int:
    """Forget a batch of what imports named that are over; say how many rows."""
    over = JobImport.objects.filter(
        pk=OuterRef("job_import"), finished_at__isnull=False
    )
    rows = NamedRow.objects.filter(Exists(over)).values_list("pk", flat=True)[:BATCH]
    return NamedRow.objects.filter(pk__in=list(rows)).delete()[0]


def forget_old() -> int:
    """Delete a batch of imports that ended long ago, their errors first."""
    old = JobImport.objects.filter(finished_at__lt=Now() - KEPT)
    some = list(old.values_list("pk", flat=True)[:100])
    errors = RefusedRow.objects.filter(job_import__in=some)
    batch = list(errors.values_list("pk", flat=True)[:BATCH])
    if batch:
        return RefusedRow.objects.filter(pk__in=batch).delete()[0]
    return JobImport.objects.filter(pk__in=some).delete()[0]


@transaction.atomic
def _end(pk: UUID, why: str) -> int:
    held = JobImport.objects.filter(pk=pk, finished_at__isnull=True)
    job_import = held.select_for_update(no_key=True).first()
    if job_import is None:
        return 0
    end_import(job_import, ImportStatus.FAILED, why)
    return 1


def _is_worked_on(job_import: JobImport) -> bool:
    """Tell whether a part of it is to be read, or is being read."""
    if Event.objects.filter(position__isnull=True, subject=job_import.key).exists():
        return True
    return (
        Delivery.objects.still_open()
        .filter(consumer=CONSUMER, event__subject=job_import.key)
        .exists()
    )
