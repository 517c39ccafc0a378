"""The database as a part that can be away."""

import time
from typing import Any

from django.db import Error, connection
from django.db.models import QuerySet


def wait_for_database(*, seconds: float) -> None:
    """Return as soon as PostgreSQL answers; raise its error after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.ensure_connection()
        except Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


BATCH = 5000


def delete_batch(rows: "QuerySet[Any]", *, most: int = BATCH) -> int:
    """Delete some of the rows, so that no statement grows with them; say how many."""
    some = list(rows.values_list("pk", flat=True)[:most])
    if some:
        rows.filter(pk__in=some).delete()
    return len(some)
