"""What every format is given, and how values read as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from reports.figures.sections import Section
from reports.periods import Period

Row = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the figures: of what, whose and when they are."""

    kind: str
    title: str
    company_id: str | None
    company: str
    """The company's name, or what the board is called where all of it is meant."""
    period: Period
    made_at: datetime


class Writer(Protocol):
    """Writes sections one after the other, and keeps no more rows than it has to."""

    def begin(self, section: Section) -> None:
        """Begin a section."""

    def add(self, rows: Sequence[Row]) -> None:
        """Write some of its rows."""

    def end(self) -> None:
        """End the section."""

    def close(self) -> None:
        """Write what is still to be written, and leave the file open."""

    def drop(self) -> None:
        """Let go of everything: the file is not wanted any more."""


def plain(value: Any) -> Any:
    """Return a value as JSON has it: instants in UTC with Z, days as dates."""
    if isinstance(value, datetime):
        return (
            f"{value.astimezone(UTC).replace(tzinfo=None).isoformat('T', 'seconds')}Z"
        )
    if isinstance(value, date):
        return value.isoformat()
    return value
