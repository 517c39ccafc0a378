"""CSV that no spreadsheet takes for more than values.

A kind with a list is that list: a header, and a line for each row. Other kinds are one
line for each figure: `section,row,figure,value`. Texts are quoted, numbers are not. An
apostrophe goes before what looks like a formula, at the beginning of a cell and where
one would begin for a program that splits at semicolons, tabs or lines.
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, BinaryIO

from reports.figures.sections import NUMBER, SHARE, WHOLE, Section
from reports.formats.values import Head, Row, plain

HEADER = ("section", "row", "figure", "value")
_OPENERS = "=+-@"
_BREAKS = "\t\r\n"
_BREAK = re.compile(r"[;\t\r\n]")
"""Where a program that splits at other places than ours would see a cell begin."""
_MEASURES = (WHOLE, NUMBER, SHARE)


def is_formula_like(text: str) -> bool:
    """Tell whether a program could take a text for a formula.

    By its first character that can be seen, whatever width it has: programs differ in
    what they skip and fold. Tab and line break move what follows into another cell.
    """
    if not text or text[0].isalnum():
        return False
    if text[0] in _BREAKS:
        return True
    return _opens(text)


def _opens(text: str) -> bool:
    """Tell whether the first character that can be seen opens a formula."""
    for character in text:
        if not character.isspace() and unicodedata.category(character)[0] != "C":
            return unicodedata.normalize("NFKC", character)[0] in _OPENERS
    return False


def inert(value: Any) -> Any:
    """Return a value as a cell that is never a formula."""
    if isinstance(value, str):
        inner = _BREAK.sub(lambda at: at[0] + _guard(value[at.end() :]), value)
        return f"'{inner}" if is_formula_like(value) else inner
    return "" if value is None else plain(value)


def _guard(rest: str) -> str:
    """Return what goes before the rest of a text, where another cell may begin."""
    return "'" if _opens(rest.replace('"', " ")) else ""


class _Encoded:
    """What the csv module writes to: text in, UTF-8 out, and nothing held back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write some text."""
        return self._file.write(text.encode())


class CsvWriter:
    """Writes a report as CSV (RFC 4180, UTF-8)."""

    def __init__(self, file: BinaryIO, head: Head) -> None:
        self._lines = csv.writer(_Encoded(file), quoting=csv.QUOTE_NONNUMERIC)
        self._section: Section | None = None
        self._has_list = False
        self._is_begun = False

    def begin(self, section: Section) -> None:
        """Write the header where there is none yet."""
        self._section = section
        if section.is_list:
            self._has_list = True
            self._lines.writerow([column.name for column in section.columns])
        elif not self._has_list and not self._is_begun:
            self._lines.writerow(HEADER)
        self._is_begun = True

    def add(self, rows: Sequence[Row]) -> None:
        """Write a line for each row of a list, or for each figure of a row."""
        section = self._section
        if section is None or (self._has_list and not section.is_list):
            return
        if section.is_list:
            self._lines.writerows([list(map(inert, row)) for row in rows])
            return
        measured = [each.type in _MEASURES for each in section.columns]
        for row in rows:
            pairs = list(zip(section.columns, row, measured, strict=True))
            named = " / ".join(
                str(plain(value)) for _, value, is_one in pairs if not is_one and value
            )
            self._lines.writerows(
                (section.name, inert(named), column.name, inert(value))
                for column, value, is_one in pairs
                if is_one
            )

    def end(self) -> None:
        """Let the section be."""
        self._section = None

    def close(self) -> None:
        """Leave the file as it is: every line is written."""

    def drop(self) -> None:
        """Hold on to nothing."""
