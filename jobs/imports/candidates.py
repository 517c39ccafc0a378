"""Rows that were checked: the job that each would be, or what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jobs.imports.rows import Row
from kernel.problems import FieldError


@dataclass(slots=True)
class Candidate:
    """A job as its row wants it: every column that an employer writes."""

    columns: dict[str, Any]
    fingerprint: bytes
    digest: bytes

    @property
    def may_double(self) -> bool:
        """Tell whether it may say the same as another open job."""
        return bool(self.columns["allows_duplicate"])


@dataclass(slots=True)
class CheckedRow:
    """One row, its external id as it is compared, and what came of checking it."""

    row: Row
    key: str | None = None
    candidate: Candidate | None = None
    is_suspect: bool = False
    """Whether its text is one that was taken off the board."""
    errors: list[FieldError] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The number of the row in its file."""
        return self.row.number

    @property
    def external_id(self) -> str | None:
        """The external id as its employer spells it."""
        written = self.candidate.columns["external_id"] if self.candidate else ""
        return written or None

    def refuse(self, code: str, detail: str, name: str) -> None:
        """Take nothing over from this row, and say why."""
        path = self.row.name_of(name)
        self.candidate = None
        self.errors.append(FieldError(field=path, code=code, detail=detail))


Check = Callable[[Row], CheckedRow]
