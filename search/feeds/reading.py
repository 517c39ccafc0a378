"""Reading the jobs of a feed, batch by batch: each a short statement of its own.

No transaction and no server-side cursor outlives a batch: what closes while a feed is
streamed is gone from what is still to be read, and between batches the connection is
back in the pool, however slowly the client reads.
"""

import logging
import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from search.feeds.selections import Seen, Selection

log = logging.getLogger("search.feeds")
T = TypeVar("T")
BATCH = 500
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Seconds to wait for a database that has gone away amid a stream."""
REST = 1.0
"""How long a stream rests after a batch, in times of what that took to read.

It has nobody waiting for its next row, and whoever searches meanwhile has: a stream
takes half a core of the database at most, and less the busier that is.
"""
_SQL = """
SELECT d.job_id, d.newest, d.card, j.description
FROM search_page_newest_forth(
  %s::text::tsquery, %s::text[]::tsquery[], %s::float8[],
  ROW(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)::search_bounds,
  1, %s::bigint, %s::uuid, false, %s, %s
) AS p,
unnest(p.ids) WITH ORDINALITY AS each(id, place)
JOIN search_document AS d ON d.job_id = each.id
JOIN jobs_job AS j ON j.id = each.id
ORDER BY each.place
"""


class Row(NamedTuple):
    """One job of a feed, as the database keeps it."""

    job_id: UUID
    newest: int
    card: str
    description: str


def begin(selection: Selection, seen: Seen) -> Iterator[list[Row]]:
    """Return the jobs of a selection, newest first, some at a time.

    The first are read at once: what fails before an answer begins can still be told.
    """
    rest = _batches(selection, seen)
    return chain([next(rest, [])], rest)


def _batches(selection: Selection, seen: Seen) -> Iterator[list[Row]]:
    rate = seen.jobs / (seen.newest - seen.oldest + 1)
    after: Row | None = None
    while True:
        began = time.monotonic()
        rows = read_patiently(lambda: _read(selection, seen, after, rate))  # noqa: B023  # called at once
        took = time.monotonic() - began
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        time.sleep(took * REST)
        after = rows[-1]
        # Jobs lie unevenly in time: the last batch says best how far the next reaches.
        rate = BATCH / (rows[0].newest - after.newest + 1)


def _read(
    selection: Selection, seen: Seen, after: Row | None, rate: float
) -> list[Row]:
    values = [
        selection.filters,
        [selection.asked],
        [float(seen.jobs)],
        *selection.bounds().values(),
        after.newest if after else None,
        after.job_id if after else None,
        BATCH,
        rate / max(seen.jobs, 1),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return [Row(*row) for row in cursor.fetchall()]


def read_patiently(read: Callable[[], T]) -> T:
    """Return what is read, on a connection that is given back at once.

    A stream outlasts a restart of the database, because it knows where it stands.
    """
    for pause in PAUSES:
        try:
            found = read()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            log.warning("feed_waits_for_database", extra={"why": _reason(error)})
            connection.close()
            time.sleep(pause)
        else:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            return found
    return read()


def _reason(error: Any) -> str:
    return getattr(error.__cause__, "sqlstate", None) or type(error).__name__
