"""Making the index anew while it is searched, and proving it equal to the jobs."""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import connection, transaction

from events.services import record_event
from jobs.models import Job
from jobs.terms import Status
from search.kinds import DOCUMENTS_STALE

BATCH = 500
Progress = Callable[[int, int], None]
_HOLD_COMPANIES = """
SELECT FROM accounts_company
WHERE id IN (SELECT company_id FROM jobs_job WHERE id = ANY (%s))
ORDER BY id FOR SHARE
"""
_HOLD = """
SELECT id FROM jobs_job WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE
"""
_ADD = """
SELECT count(search_add(job, company)) FROM jobs_job AS job
JOIN accounts_company AS company ON company.id = job.company_id
WHERE job.id = ANY (%s) AND job.status = 'published'
"""
_STRAY = """
SELECT d.job_id FROM {table} AS d WHERE d.job_id = ANY (%s) AND (
  SELECT job.status = 'published' AND (
    SELECT c.suspended_at IS NULL FROM accounts_company AS c WHERE c.id = job.company_id
  ) FROM jobs_job AS job WHERE job.id = d.job_id
) IS NOT TRUE
"""
"""Values, and no joins: each is looked up by its key, whatever the planner knows of
tables that have just been filled. A join compared everything with everything there."""
_DIFFERING = """
SELECT job.id FROM jobs_job AS job
JOIN accounts_company AS company ON company.id = job.company_id
CROSS JOIN LATERAL search_built(job, company) AS b
LEFT JOIN search_document AS d ON d.job_id = job.id
LEFT JOIN search_sample AS s ON s.job_id = job.id
WHERE job.id = ANY (%s) AND job.status = 'published'
  AND company.suspended_at IS NULL
  AND job.expires_at > statement_timestamp()  -- a card tells when it is over
  AND (d IS DISTINCT FROM b
       OR (search_is_sampled(job.id) AND ROW(s.*) IS DISTINCT FROM ROW(b.*))
       OR (NOT search_is_sampled(job.id) AND s.job_id IS NOT NULL))
"""
_TAKE_STALE = """
DELETE FROM search_stale WHERE id IN (
  SELECT id FROM search_stale ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING job_id
"""
TABLES = ("search_document", "search_sample")


def rebuild_index(*, progress: Progress) -> int:
    """Write every document anew, a batch at a time; return how many jobs are live.

    Each batch is one transaction that holds its jobs, so that what employers do at the
    same time waits a moment, and searches see the old documents or the new ones. Jobs
    that somebody else holds come by themselves, so that nobody waits crosswise for us.
    """
    ids = _published()
    for start in range(0, len(ids), BATCH):
        for each in _rebuild(ids[start : start + BATCH], unless_held=True):
            _rebuild([each])
        progress(min(start + BATCH, len(ids)), len(ids))
    for table in TABLES:
        for stray in _strays(table):
            _sweep(table, stray)
    return len(ids)


@transaction.atomic
def catch_up() -> bool:
    """Write a batch of the documents whose company changed; tell whether more wait.

    What somebody else holds at the moment comes in a later batch.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_STALE, [BATCH])
        ids = sorted({row[0] for row in cursor.fetchall()})
        for each in _rebuild(ids, unless_held=True):
            cursor.execute("INSERT INTO search_stale (job_id) VALUES (%s)", [each])
    return has_stale()


def want_catching_up() -> None:
    """Ask for the next batch."""
    record_event(
        kind=DOCUMENTS_STALE.name,
        actor="system",
        subject="search",
        audience=[],
        payload={},
    )


def has_stale() -> bool:
    """Tell whether there are documents whose company has changed since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM search_stale)")
        found: bool = cursor.fetchone()[0]
    return found


def differences(*, progress: Progress) -> Iterator[UUID]:
    """Yield the jobs whose documents are not what they should be, or should not be."""
    ids = _published()
    for start in range(0, len(ids), BATCH):
        with connection.cursor() as cursor:
            cursor.execute(_DIFFERING, [ids[start : start + BATCH]])
            yield from (row[0] for row in cursor.fetchall())
        progress(min(start + BATCH, len(ids)), len(ids))
    for table in TABLES:
        for stray in _strays(table):
            yield from stray


def _published() -> list[UUID]:
    rows = Job.objects.filter(status=Status.PUBLISHED).order_by("published_at", "id")
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def _rebuild(ids: list[UUID], *, unless_held: bool = False) -> list[UUID]:
    """Write the documents of jobs anew; return those that others hold at the moment.

    What is held is read by a statement of its own: one that waited would not see the
    documents that were written meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_COMPANIES, [ids])
        cursor.execute(_HOLD + ("SKIP LOCKED" if unless_held else ""), [ids])
        held = [row[0] for row in cursor.fetchall()]
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE job_id = ANY (%s)", [held])  # noqa: S608  # of constants
        cursor.execute(_ADD, [held])
    return sorted(set(ids) - set(held)) if unless_held else []


def _strays(table: str) -> Iterator[list[UUID]]:
    """Yield the documents without a live job, by batches."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT job_id FROM {table}")  # noqa: S608  # of constants
        ids = [row[0] for row in cursor.fetchall()]
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            cursor.execute(_STRAY.format(table=table), [batch])
            yield [row[0] for row in cursor.fetchall()]


def _sweep(table: str, stray: list[UUID]) -> None:
    """Take documents away that have no live job, looking once more as we do it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE job_id IN ({_STRAY.format(table=table)})",  # noqa: S608  # both are constants
            [stray],
        )
