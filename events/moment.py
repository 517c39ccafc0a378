"""The one clock that leases, back-offs and slots are measured by: PostgreSQL's."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the instant at the database, which all processes share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
