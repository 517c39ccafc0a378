"""The database as a part that can be away."""

import time

from django.db import Error, connection


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
