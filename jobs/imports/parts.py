"""A part of a file: as many rows as fit into a short transaction."""

from collections.abc import Iterator
from time import monotonic

from jobs.imports.rows import Row, Unreadable

MOST_ROWS = 2_000
MOST_BYTES = 8 * 1024 * 1024
BATCH = 500
MOST_SECONDS = 20
"""A part that takes longer ends early: well before its worker would be stopped."""
MOST_HELD = 100
"""So many jobs that are there does a part change."""
HELD_SECONDS = 0.5
"""No new batch is begun once jobs were held for so long: others wait for them."""


class Part:
    """Rows of a file, read as they are asked for, and how many of them were taken.

    They are kept, so that taking them over can begin anew without reading.
    """

    def __init__(self, rows: Iterator[Row], *, begin: int) -> None:
        """Take a reader of the file that stands at the byte `begin`."""
        self._reader = rows
        self._begin = begin
        self._rows: list[Row] = []
        self._is_read = False
        self._broken = ""
        self.taken = 0

    def next_rows(self) -> list[Row]:
        """Return the rows after those that were taken: none when the part is full.

        The first ones are few: where each of them changes a job, the rest of a batch
        would be checked in vain.
        """
        end = self.taken + (BATCH if self.taken else min(BATCH, MOST_HELD))
        while len(self._rows) < end and not (self._is_full or self._is_read):
            self._read_row()
        return self._rows[self.taken : end]

    @property
    def last_taken(self) -> Row | None:
        """The row up to which the part was taken over."""
        return self._rows[self.taken - 1] if self.taken else None

    @property
    def is_last(self) -> bool:
        """Tell whether nothing can be read after what was taken."""
        return self._is_read and self.taken == len(self._rows)

    @property
    def broken(self) -> str:
        """Why the file cannot be read on after what was taken; blank if it can."""
        return self._broken if self.is_last else ""

    @property
    def _is_full(self) -> bool:
        if not self._rows:
            return False
        size = self._rows[-1].end - self._begin
        return len(self._rows) >= MOST_ROWS or size >= MOST_BYTES

    def _read_row(self) -> None:
        try:
            self._rows.append(next(self._reader))
        except StopIteration:
            self._is_read = True
        except Unreadable as error:
            self._is_read, self._broken = True, error.detail


class Pace:
    """Tells when a part has to end, however much of it is left."""

    def __init__(self) -> None:
        self._end = monotonic() + MOST_SECONDS

    def hold(self) -> None:
        """Note that from now on others may have to wait."""
        self._end = min(self._end, monotonic() + HELD_SECONDS)

    @property
    def is_over(self) -> bool:
        """Tell whether to begin nothing any more."""
        return monotonic() >= self._end
