"""The sitemap: an index, and parts that each list the jobs whose ids begin alike.

Ids begin with the time at which they were made. So new jobs come into the last part,
parts keep their names and borders while jobs come and go elsewhere, and a crawler that
looks at `lastmod` reads only those in which something happened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from search.engine.plan import micros
from search.feeds.reading import read_patiently
from search.feeds.selections import PRINT

MOST_URLS = 50_000
"""As many as the protocol allows in one part."""
FULL = 45_000
"""From here on a part is divided: room is left for what comes until it is read."""
BATCH = 5_000
_DIGITS = 32
_FIRST_BYTES = 3
_GROUPS = f"""
SELECT encode(substr(uuid_send(s.job_id), 1, %s), 'hex') AS prefix, count(*), {PRINT}
FROM search_document AS s
WHERE s.due < -%s::bigint AND s.job_id BETWEEN %s AND %s
GROUP BY prefix ORDER BY prefix
"""  # noqa: S608  # nothing in it comes from a request
_PART = f"""
SELECT count(*), {PRINT} FROM search_document AS s
WHERE s.due < -%s::bigint AND s.job_id BETWEEN %s AND %s
"""  # noqa: S608
_URLS = """
SELECT d.job_id, j.updated_at
FROM search_document AS d JOIN jobs_job AS j ON j.id = d.job_id
WHERE d.due < -%s::bigint AND d.job_id > %s AND d.job_id <= %s
ORDER BY d.job_id LIMIT %s
"""


@dataclass(frozen=True)
class Part:
    """The live jobs whose ids begin with some digits, at one moment."""

    prefix: str
    jobs: int
    fingerprint: int


class Url(NamedTuple):
    """One job in a part."""

    job_id: UUID
    updated_at: datetime


def parts() -> list[Part]:
    """Return the parts that all live jobs are in, the oldest first."""
    groups = _groups("", _FIRST_BYTES)
    return [part for _, each in _by_digit(groups, 1) for part in _divided(each, 1)]


def part_of(prefix: str) -> Part:
    """Return one part, which may be empty."""
    with connection.cursor() as cursor:
        cursor.execute(_PART, [micros(timezone.now()), *ids_under(prefix)])
        jobs, fingerprint = cursor.fetchone()
    return Part(prefix, jobs, int(fingerprint))


def urls_of(prefix: str) -> Iterator[list[Url]]:
    """Yield the jobs of a part, some at a time, and never more than a part may have."""
    first, last = ids_under(prefix)
    after, left = UUID(int=max(first.int - 1, 0)), MOST_URLS
    while left:
        rows = read_patiently(lambda: _urls(after, last, min(left, BATCH)))  # noqa: B023  # called at once
        if rows:
            yield rows
        if len(rows) < min(left, BATCH):
            return
        left -= len(rows)
        after = rows[-1].job_id


def ids_under(prefix: str) -> tuple[UUID, UUID]:
    """Return the first and the last id that begin so."""
    return UUID(prefix.ljust(_DIGITS, "0")), UUID(prefix.ljust(_DIGITS, "f"))


def _divided(groups: list[Part], digits: int) -> Iterator[Part]:
    """Yield the parts of groups that have so many digits in common."""
    prefix = groups[0].prefix[:digits]
    jobs = sum(each.jobs for each in groups)
    if jobs <= FULL or digits == _DIGITS:
        yield Part(prefix, jobs, sum(each.fingerprint for each in groups))
        return
    if len(groups[0].prefix) == digits:  # one group, and too large
        groups = _groups(prefix, digits // 2 + 1)
    for _, each in _by_digit(groups, digits + 1):
        yield from _divided(each, digits + 1)


def _by_digit(groups: Iterable[Part], digits: int) -> Iterator[tuple[str, list[Part]]]:
    for prefix, each in groupby(groups, key=lambda group: group.prefix[:digits]):
        yield prefix, list(each)


def _groups(prefix: str, length: int) -> list[Part]:
    """Count the live jobs under a prefix by the first bytes of their ids."""
    values = [length, micros(timezone.now()), *ids_under(prefix)]
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, values)
        return [Part(name, jobs, int(total)) for name, jobs, total in cursor]


def _urls(after: UUID, last: UUID, most: int) -> list[Url]:
    with connection.cursor() as cursor:
        cursor.execute(_URLS, [micros(timezone.now()), after, last, most])
        return [Url(*row) for row in cursor.fetchall()]
