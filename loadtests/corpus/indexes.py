"""Indexes of words, taken away while very much is written, and made again after it.

What they were is kept in a table until they are back: a run that was killed in between
leaves that table, and the next one begins with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from loadtests.corpus.copying import run, stage

_KEPT = "corpus_index"
_FIND = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND indexdef LIKE '%%USING gin%%words)%%'
  AND (tablename LIKE 'search\\_%%' OR tablename = 'applications_application')
"""


@contextmanager
def without_indexes() -> Iterator[None]:
    """Take the indexes of words away, and make them again just as they were."""
    take_away()
    try:
        yield
    finally:
        with stage("indexes"):
            bring_back()


@transaction.atomic
def take_away() -> None:
    """Take them away, and keep what they were in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {_KEPT} (name text, made text)")
        cursor.execute(_FIND)
        for name, made in cursor.fetchall():
            cursor.execute(
                f"INSERT INTO {_KEPT} VALUES (%s, %s)",  # noqa: S608  # our own name
                [name, made],
            )
            cursor.execute(f"DROP INDEX {name}")


def bring_back() -> None:
    """Make every index again that was taken away, by us or by a run that was killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [_KEPT])
        if not cursor.fetchone()[0]:
            return
        cursor.execute(f"SELECT DISTINCT made FROM {_KEPT}")  # noqa: S608  # our own name
        made = [row[0] for row in cursor.fetchall()]
    again = [
        each.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS") for each in made
    ]
    run("SET maintenance_work_mem = '1GB'", *again, f"DROP TABLE {_KEPT}")
    run("RESET maintenance_work_mem")
