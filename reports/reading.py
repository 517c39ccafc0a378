"""Reading for reports: past the API's connections, and a batch of rows at a time.

`DATABASES["reports"]` is a replica where there is one, and else the same server over
connections of its own. They only read, see the board as it was when the report began,
and have their own time-out for a statement.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connections, transaction
from psycopg.errors import QueryCanceled

from events.registry import NotNow
from reports.figures.sections import Section

ALIAS = "reports"
BATCH = 1_000
REST = 0.5
"""So much of the time that a batch took is given to others after it."""


class TooLong(Exception):
    """There is no time left in which a report could be built."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything that is read within be of one moment.

    A server that is away is waited for; a statement over its time is too long.
    """
    connection = connections[ALIAS]
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise NotNow from error
    try:
        with transaction.atomic(using=ALIAS):
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooLong from error
        raise
    finally:
        # Builds are far between; a connection that waits for the next is one too many.
        if not connection.in_atomic_block:
            connection.close()


def rows_of(section: Section) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a section in batches, from a cursor that the server keeps.

    After each it rests for a part of the time that fetching and writing took: whoever
    waits for a page must not feel that somebody exports.
    """
    with connections[ALIAS].chunked_cursor() as cursor:
        cursor.execute(section.sql, section.parameters)
        began = time.monotonic()
        while rows := cursor.fetchmany(BATCH):
            yield rows
            time.sleep(REST * (time.monotonic() - began))
            began = time.monotonic()
