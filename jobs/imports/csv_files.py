"""CSV with a header row, separated by commas, semicolons or tabs."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from jobs.imports.columns import COLUMNS, body_of, column_of
from jobs.imports.rows import (
    LONGEST_ROW,
    Place,
    Row,
    Unreadable,
    wrong,
)
from kernel.problems import FieldError, Invalid
from kernel.validation import near_miss

DELIMITERS = ",;\t"
LONGEST_HEADER = 64 * 1024
MOST_NAMED = 20
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
NEEDED = ("title", "description")
_GARBLED = re.compile("[\udc80-\udcff]")

# One number for the whole process; it must not be below the longest row.
csv.field_size_limit(LONGEST_ROW + 1)


@dataclass(frozen=True)
class Table:
    """How a CSV is laid out, as its header says."""

    delimiter: str
    columns: list[str]
    begin: int
    """The byte at which the first row begins."""


class _Lines:
    """The lines of a file as texts, and how many bytes they took."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        file.seek(offset)
        self._file = file
        self.offset = offset
        self.row_began = offset
        self.ended = False
        self.garbled = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        """Return the next line; bytes that are no UTF-8 stay recognisable in it."""
        line = self._file.readline(LONGEST_ROW + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.offset += len(line)
        if self.offset - self.row_began > LONGEST_ROW:
            raise Unreadable(
                f"A row is longer than {LONGEST_ROW:,} bytes; a quote that is never"
                " closed may be the reason."
            )
        try:
            text = line.decode()
        except UnicodeDecodeError:
            self.garbled = True
            text = line.decode("utf-8", "surrogateescape")
        return text.removeprefix(_BOM) if self.offset == len(line) else text


def read_table(file: BinaryIO) -> Table:
    """Return the layout that the header says, or refuse what cannot be imported.

    The delimiter is the one that makes the most columns that we know.
    """
    head = io.BytesIO(file.read(LONGEST_HEADER))
    found = [table for each in DELIMITERS if (table := _header(head, each))]
    if not found:
        raise _refused("malformed_header", "The first line is no header of a CSV.")
    table = max(found, key=_known)
    _check_columns(table.columns)
    return table


def _known(table: Table) -> tuple[int, int]:
    return sum(name in COLUMNS for name in table.columns), len(table.columns)


def _header(head: BinaryIO, delimiter: str) -> Table | None:
    lines = _Lines(head, 0)
    try:
        names = next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except (csv.Error, Unreadable):
        return None
    if not names or lines.offset >= LONGEST_HEADER:
        return None
    return Table(delimiter, [_normal(name) for name in names], lines.offset)


def _normal(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def _check_columns(columns: list[str]) -> None:
    """Refuse columns that would be ignored, and a table that can hold no job."""
    errors = [
        _error("missing_column", f"There must be a column {name}.", name)
        for name in NEEDED
        if name not in columns
    ]
    for name, times in Counter(columns).items():
        shown = name.encode("utf-8", "replace").decode()[:100]
        if name not in COLUMNS:
            meant = near_miss(name, COLUMNS)
            hint = f" Did you mean {meant}?" if meant else ""
            error = _error("unknown_field", f"There is no such column.{hint}", shown)
            if meant:
                error["did_you_mean"] = meant
            errors.append(error)
        elif times > 1:
            errors.append(_error("duplicate_field", "This column comes twice.", shown))
    if errors:
        raise Invalid("The header is not usable.", errors=errors[:MOST_NAMED])


def _error(code: str, detail: str, column: str) -> FieldError:
    return FieldError(field=f"file.{column}", code=code, detail=detail)


def _refused(code: str, detail: str) -> Invalid:
    return Invalid(errors=[FieldError(field="file", code=code, detail=detail)])


def read_csv(file: BinaryIO, start: Place) -> Iterator[Row]:
    """Yield the rows below the header; their numbers begin with 1."""
    file.seek(0)
    table = read_table(file)
    lines = _Lines(file, start.offset or table.begin)
    cells = csv.reader(lines, delimiter=table.delimiter, strict=True)
    number = start.row
    while True:
        lines.row_began, lines.garbled = lines.offset, False
        try:
            found = next(cells, None)
        except csv.Error as error:
            if lines.ended:
                raise Unreadable(
                    "The file ends within quotes: it was cut off, or a quote is never"
                    " closed."
                ) from error
            number += 1
            said = wrong("malformed_row", f"This row is not CSV: {error}.")
            yield Row(number, lines.offset, errors=[said])
            continue
        if found is None:
            return
        number += 1
        yield _row(number, lines, found, table)


def _row(number: int, lines: _Lines, found: list[str], table: Table) -> Row:
    if not any(cell.strip() for cell in found):
        return Row(number, lines.offset)
    if len(found) != len(table.columns):
        said = f"There are {len(found)} cells, and {len(table.columns)} columns."
        return Row(number, lines.offset, errors=[wrong("wrong_columns", said)])
    cells = dict(zip(table.columns, found, strict=True))
    garbled = (
        [name for name in cells if _GARBLED.search(cells[name])]
        if lines.garbled
        else []
    )
    body, errors = body_of((n, c) for n, c in cells.items() if n not in garbled)
    errors += [wrong("not_utf8", "This is not in UTF-8.", name) for name in garbled]
    return Row(number, lines.offset, body, errors, column_of)
