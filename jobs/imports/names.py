"""Which jobs the rows of an import speak of: no job twice, and what is missing."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from jobs.imports.candidates import CheckedRow
from jobs.models import Job, JobImport, NamedRow
from jobs.models.jobs import JobQuerySet
from jobs.terms import Status

LIVE = (Status.PENDING, Status.PUBLISHED, Status.FROZEN)

_NAME = """
    INSERT INTO jobs_namedrow (job_import_id, row, external_key)
    SELECT %s, row, key FROM unnest(%s::int[], %s::text[]) AS named (row, key)
    ORDER BY row
    ON CONFLICT (job_import_id, external_key) WHERE external_key IS NOT NULL
    DO NOTHING RETURNING row
"""


def name_rows(job_import: JobImport, rows: Sequence[CheckedRow]) -> None:
    """Note which jobs rows speak of, and refuse each that an earlier row spoke of."""
    named = [row for row in rows if row.key is not None]
    if not named:
        return
    with connection.cursor() as cursor:
        numbers, keys = [row.number for row in named], [row.key for row in named]
        cursor.execute(_NAME, [job_import.pk, numbers, keys])
        first = {number for (number,) in cursor.fetchall()}
    repeated = [row for row in named if row.number not in first]
    earlier = dict(
        NamedRow.objects.filter(
            job_import=job_import, external_key__in=[row.key for row in repeated]
        ).values_list("external_key", "row")
    )
    for row in repeated:
        detail = f"Row {earlier[row.key]} has this external id already."
        row.refuse("duplicate_row", detail, "external_id")


def note_texts(job_import: JobImport, rows: Iterable[CheckedRow]) -> None:
    """Note what the jobs say that a dry run would have made."""
    NamedRow.objects.bulk_create(
        [
            NamedRow(
                job_import=job_import,
                row=row.number,
                fingerprint=row.candidate.fingerprint,
                content_digest=row.candidate.digest,
            )
            for row in rows
            if row.candidate is not None
        ],
        batch_size=500,
    )


def require_names(rows: Iterable[CheckedRow]) -> list[int]:
    """Refuse rows without an external id; return those that may be any job.

    A mirror closes what its file does not name: a row that cannot be told from others
    could be each of them.
    """
    unnamed = []
    for row in rows:
        if row.key is None:
            unnamed.append(row.number)
            if row.candidate is not None:
                detail = "A mirror needs an external id for every job."
                row.refuse("required", detail, "external_id")
    return unnamed


def live_jobs(job_import: JobImport) -> JobQuerySet:
    """Return the company's live jobs with an external id, older than the import."""
    jobs = Job.objects.filter(
        company=job_import.company_id,
        external_key__isnull=False,
        status__in=LIVE,
        created_at__lt=job_import.created_at,
    )
    return jobs.exclude(status=Status.PUBLISHED, expires_at__lte=Now())


def missing_jobs(job_import: JobImport) -> JobQuerySet:
    """Return those of them that the file does not name."""
    named = NamedRow.objects.filter(
        job_import=job_import, external_key=OuterRef("external_key")
    )
    return live_jobs(job_import).filter(~Exists(named))
