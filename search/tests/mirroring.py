"""Whether the index is what it should be, asked in two ways."""

from django.db import connection

from jobs.models import Job
from search.services.rebuilding import differences


def silent(done: int, of: int) -> None:
    """Tell nobody how far it is."""


def check_mirror() -> None:
    """Fail unless there is a true document for each published job, and no other."""
    wanted = Job.objects.filter(status="published", company__suspended_at=None)
    ids = {str(each) for each in wanted.values_list("pk", flat=True)}
    assert listed("search_document") == sorted(ids)
    sampled = [each for each in listed("search_document") if _is_sampled(each)]
    assert listed("search_sample") == sampled
    assert list(differences(progress=silent)) == []


def listed(table: str) -> list[str]:
    """Return the ids in a table of documents, as often as they are there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT job_id::text FROM {table} ORDER BY job_id")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def titles() -> list[str]:
    """Return the titles of what is in the index."""
    rows = Job.objects.filter(pk__in=listed("search_document"))
    return sorted(rows.values_list("title", flat=True))


def _is_sampled(job_id: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_is_sampled(%s::uuid)", [job_id])
        [answer] = cursor.fetchone()
    return bool(answer)
