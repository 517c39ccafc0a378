"""What is held about people: each app says once what its tables give to an export.

An app's `exported.py` declares its sections, and what is left out of them, with the
reason. A test walks every column of every table: one that is neither fails it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db.models import QuerySet

from accounts.models import User

Row = dict[str, Any]
Rows = Callable[[User], QuerySet[Any]]
Files = Callable[[User], Iterable[tuple[str, Callable[[], BinaryIO]]]]

AT_ONCE = 50
"""So many rows lie in memory: one may hold the words of a whole résumé."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One file of an export: which rows it has, and what of them under what names."""

    name: str
    says: str
    """What the README says of it, as a sentence."""
    rows: Rows
    shown: Mapping[str, str]
    """Names in the file, and the fields or annotations of the rows that they show."""
    holds: tuple[str, ...] = ()
    """Fields that are shown through annotations."""
    finish: Callable[[Row], Row] | None = None
    """What is done to a row in Python."""

    def read(self, user: User) -> Iterator[Row]:
        """Yield the person's rows one by one, through a cursor of the server."""
        columns = self.rows(user).values_list(*self.shown.values())
        for values in columns.iterator(chunk_size=AT_ONCE):
            row = dict(zip(self.shown, values, strict=True))
            yield self.finish(row) if self.finish else row


_sections: dict[str, Section] = {}
_files: list[Files] = []
_left_out: dict[str, str] = {}


def add_section(
    name: str, says: str, rows: Rows, *same: str, **more: Any
) -> Callable[[User], QuerySet[Any]]:
    """Declare a section; `same` are fields that are shown under their own names."""
    if name in _sections:
        message = f"the section {name} is declared twice"
        raise ValueError(message)
    shown = {**{each: each for each in same}, **more.pop("shown", {})}
    _sections[name] = Section(name=name, says=says, rows=rows, shown=shown, **more)
    return rows


def add_files(files: Files) -> Files:
    """Declare files: their names in the archive, and what opens each."""
    _files.append(files)
    return files


def forget_files(files: Files) -> None:
    """Take files out again; for tests that declare their own."""
    _files.remove(files)


def leave_out(reason: str, *places: str) -> None:
    """Say why columns are in no export: `table`, or `table.column`."""
    for place in places:
        if place in _left_out:
            message = f"{place} is left out twice"
            raise ValueError(message)
        _left_out[place] = reason


def all_sections() -> list[Section]:
    """Return every section, in the order of their names."""
    return [_sections[name] for name in sorted(_sections)]


def all_files(user: User) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """Yield the person's files one by one."""
    for files in _files:
        yield from files(user)


def all_left_out() -> dict[str, str]:
    """Return what is left out, and why."""
    return dict(_left_out)
