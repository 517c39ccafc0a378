"""The database session of a chunk, which writes while this process checks more rows.

Checking takes one core and writing another: done in turns, each would wait for half of
the time. The session stays the one of the chunk's transaction, and only one of the two
talks to it at any moment.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connection


class Session:
    """Writes in a thread of its own, one thing after the other."""

    def __init__(self) -> None:
        # Django's connection belongs to its thread; the session below it does not.
        self._session: psycopg.Connection[Any] = connection.connection
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._begun: Future[None] | None = None

    def begin(self, write: Callable[[], None]) -> None:
        """Begin to write; nothing else may use the session until `wait` returns."""
        self.wait()
        self._begun = self._thread.submit(write)

    def wait(self) -> None:
        """Return when everything is written, or raise what went wrong with it."""
        begun, self._begun = self._begun, None
        if begun is not None:
            with connection.wrap_database_errors:
                begun.result()

    def copy(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Write rows as fast as PostgreSQL takes them."""
        sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._session.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)

    def execute(self, sql: str, parameters: Sequence[Any]) -> None:
        """Run one statement."""
        with self._session.cursor() as cursor:
            cursor.execute(sql, parameters)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the session to its transaction, whatever happened."""
        try:
            if kind is None:
                self.wait()
        finally:
            self._thread.shutdown(wait=True)
