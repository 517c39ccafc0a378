"""The run that builds a report: seen from outside while it goes on, and fenced.

The transaction of a delivery lasts as long as the build, and shows nothing before its
end. So progress is written over a connection beside it, and what is read there says
whether this run still is the one: a cancelled, deleted or overtaken run stops.
"""

import time
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable, QueryCanceled

from events.registry import NotNow
from reports.reading import TooLong
from reports.terms import Status

EVERY = 0.5
"""Seconds between two looks."""
LONGEST = 540
"""Seconds that a run may take, of the 600 that a delivery has."""
ERASING = 7_301_008
"""Shared by whoever forgets an applicant, and had alone for a moment before reading."""
PATIENCE = 5.0
"""Seconds that they are waited for; then the run comes back later."""
_CLAIM = """
WITH before AS (
  SELECT id, stored_as FROM reports_report
  WHERE id = %(id)s AND status = %(running)s FOR NO KEY UPDATE
)
UPDATE reports_report AS report
SET stored_as = %(name)s, progress = 0, rows = NULL
FROM before WHERE report.id = before.id RETURNING before.stored_as
"""
_NOTE = """
UPDATE reports_report SET progress = %(progress)s, rows = %(rows)s
WHERE id = %(id)s AND status = %(running)s AND stored_as = %(name)s
"""


class Abandoned(Exception):
    """The report was cancelled or deleted, or another run builds it."""


class Run:
    """One run, as the others see it."""

    def __init__(self, report_id: UUID, name: str) -> None:
        self._told: dict[str, Any] = {
            "id": report_id,
            "name": name,
            "running": str(Status.RUNNING),
        }
        self._beside = connections.create_connection("default")
        self._next_look = 0.0
        self._last = time.monotonic() + LONGEST

    def claim(self) -> str:
        """Make this the run that counts; return the file that an earlier one left."""
        with self._beside.cursor() as cursor:
            cursor.execute(_CLAIM, self._told)
            row = cursor.fetchone()
            if row is None:
                raise Abandoned
        self._let_erasures_end()
        return str(row[0])

    def _let_erasures_end(self) -> None:
        """Wait until whoever is being erased is gone from the figures.

        Whoever is erased later finds this run, and sends it back. It is tried rather
        than waited for: who waits for a lock makes others wait behind it.
        """
        until = time.monotonic() + PATIENCE
        with self._beside.cursor() as cursor:
            while time.monotonic() < until:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ERASING])
                if cursor.fetchone()[0]:
                    return
                time.sleep(0.05)
        raise NotNow

    def note(self, *, progress: int, rows: int) -> None:
        """Show how far it is, twice a second at most; stop if nobody waits for it."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + EVERY
        if self._next_look > self._last:
            raise TooLong
        try:
            with self._beside.cursor() as cursor:
                cursor.execute(
                    _NOTE, {**self._told, "progress": progress, "rows": rows}
                )
                if not cursor.rowcount:
                    raise Abandoned
        except OperationalError as error:
            # Somebody holds the row for long: what could not be noted is, next time.
            if not isinstance(error.__cause__, (QueryCanceled, LockNotAvailable)):
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._beside.close()
