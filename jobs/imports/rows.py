"""What reading a file gives, whatever its format: rows, each with where it ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kernel.problems import FieldError, MalformedJSON
from kernel.strict_json import parse
from kernel.validation import WHOLE_BODY

LONGEST_ROW = 1024 * 1024
"""As many bytes as the body of `POST jobs/` may have."""
BLOCK = 256 * 1024
WHOLE_ROW = WHOLE_BODY


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading goes on: a byte, and the number of the row that ended there."""

    offset: int = 0
    row: int = 0


def as_written(path: str) -> str:
    """Call a field by the name that the API has for it."""
    return path


@dataclass(slots=True)
class Row:
    """One ad of a file as the body of `POST jobs/`, or what is wrong with it."""

    number: int
    end: int
    """The byte at which the next row begins."""
    body: dict[str, Any] | None = None
    """None when it cannot be read, and for a blank one."""
    errors: list[FieldError] = field(default_factory=list)
    name_of: Callable[[str], str] = as_written
    """What the file calls a field, for errors in it."""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing stands there at all."""
        return self.body is None and not self.errors


class Unreadable(Exception):
    """From here on the file cannot be read; what came before stands."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def row_of_json(number: int, end: int, raw: bytes) -> Row:
    """Return the row that a JSON text is, read as strictly as a request's body."""
    try:
        body = parse(raw)
    except MalformedJSON as error:
        said = error.errors or [wrong("malformed_json", error.detail)]
        return Row(number, end, errors=said)
    if not isinstance(body, dict):
        detail = "Each job must be an object: {…}."
        return Row(number, end, errors=[wrong("malformed_json", detail)])
    return Row(number, end, body)


def wrong(code: str, detail: str, field: str = WHOLE_ROW) -> FieldError:
    """Return what is wrong with a row, or with one field of it."""
    return FieldError(field=field, code=code, detail=detail)


def too_long(number: int, end: int) -> Row:
    """Return the row that stands for one that is over the limit."""
    detail = f"A job may have {LONGEST_ROW:,} bytes."
    return Row(number, end, errors=[wrong("too_large", detail)])
