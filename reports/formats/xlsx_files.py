"""XLSX as a stream: typed cells, a header that stays, and never a formula.

A sheet for each section, and one that says what everything means. Texts are inline,
so that none has to be remembered; a list longer than a sheet goes on in another.
"""

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import IO, Any, BinaryIO
from zoneinfo import ZoneInfo

from reports.figures.sections import DAY, INSTANT, SHARE, TEXT, Column, Section
from reports.formats import xlsx_parts as parts
from reports.formats.csv_files import is_formula_like
from reports.formats.values import Head, Row

MOST_ROWS = 1_048_575
"""So many rows fit below the header of one sheet."""
LONGEST_TEXT = 32_767
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_WIDTHS = {TEXT: 28, DAY: 12, INSTANT: 20}
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_SPELT = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
Cell = Callable[[Any], str]


def _spell(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "_":  # what stands for a character in XLSX, and does not here
        return f"_x005F{found}"
    return _SPELT.get(found, f"_x{ord(found):04X}_")


def text_cell(value: Any) -> str:
    """Return a cell with a text in it, whatever it looks like."""
    if value is None:
        return "<c/>"
    text = str(value)[:LONGEST_TEXT]
    style = f' s="{parts.QUOTED}"' if is_formula_like(text) else ""
    text = _SPECIAL.sub(_spell, text)
    keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f'<c t="inlineStr"{style}><is><t{keep}>{text}</t></is></c>'


def _number_cell(value: Any) -> str:
    return "<c/>" if value is None else f"<c><v>{value}</v></c>"


def _share_cell(value: Any) -> str:
    return "<c/>" if value is None else f'<c s="{parts.SHARE}"><v>{value}</v></c>'


def _day_cell(value: date | None) -> str:
    if value is None:
        return "<c/>"
    return f'<c s="{parts.DAY}"><v>{(value - _EPOCH.date()).days}</v></c>'


def _instant_cell(zone: ZoneInfo) -> Cell:
    def cell(value: datetime | None) -> str:
        if value is None:
            return "<c/>"
        local = value.astimezone(zone).replace(tzinfo=UTC, microsecond=0)
        days = (local - _EPOCH).total_seconds() / 86_400
        return f'<c s="{parts.INSTANT}"><v>{days:.6f}</v></c>'

    return cell


class XlsxWriter:
    """Writes a report as a workbook."""

    def __init__(self, file: BinaryIO, head: Head) -> None:
        self._head = head
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._zone = ZoneInfo(head.period.zone)
        self._names: list[str] = []
        self._sheet: IO[bytes] | None = None
        self._sections: list[Section] = []
        self._cells: list[Cell] = []
        self._rows = 0
        self._sheets_of_section = 0

    def begin(self, section: Section) -> None:
        """Open a sheet for the section."""
        self._sections.append(section)
        self._cells = [self._cell_of(column) for column in section.columns]
        self._sheets_of_section = 0
        self._open_next()

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows, on a further sheet when this one is full."""
        while rows:
            if self._rows == MOST_ROWS:
                self._open_next()
            some = rows[: MOST_ROWS - self._rows]
            self._write("".join(map(self._line, some)))
            self._rows += len(some)
            rows = rows[len(some) :]

    def end(self) -> None:
        """Close the sheet."""
        self._close_sheet()

    def close(self) -> None:
        """Write what everything means, and what holds the sheets together."""
        self._open_sheet("About", [24, 28, 90], is_frozen=False)
        for line in self._about():
            self._write(f"<row>{''.join(map(text_cell, line))}</row>")
        self._close_sheet()
        sheets = len(self._names)
        for name, text in (
            ("[Content_Types].xml", parts.content_types(sheets)),
            ("_rels/.rels", parts.RELATIONS),
            ("xl/workbook.xml", parts.workbook(self._names)),
            ("xl/_rels/workbook.xml.rels", parts.workbook_relations(sheets)),
            ("xl/styles.xml", parts.STYLES),
        ):
            self._zip.writestr(name, text)
        self._zip.close()

    def drop(self) -> None:
        """Close the archive as it is."""
        self._close_sheet()
        self._zip.close()

    def _about(self) -> list[tuple[str, str, str]]:
        head, period = self._head, self._head.period
        told = [
            ("Report", head.title, ""),
            ("Of", head.company, ""),
            ("From", period.first.isoformat(), ""),
            ("To", period.last.isoformat(), ""),
            ("Time zone", period.zone, ""),
            ("Made at", f"{head.made_at:%Y-%m-%d %H:%M} UTC", ""),
        ]
        for section in self._sections:
            told.append((section.title, "", section.meaning))
            told += [("", each.title, each.meaning) for each in section.columns]
        return told

    def _cell_of(self, column: Column) -> Cell:
        if column.type == INSTANT:
            return _instant_cell(self._zone)
        known = {TEXT: text_cell, DAY: _day_cell, SHARE: _share_cell}
        return known.get(column.type, _number_cell)

    def _line(self, row: Row) -> str:
        cells = [cell(value) for cell, value in zip(self._cells, row, strict=True)]
        return f"<row>{''.join(cells)}</row>"

    def _open_next(self) -> None:
        section = self._sections[-1]
        self._close_sheet()
        self._sheets_of_section += 1
        number = self._sheets_of_section
        name = section.title if number == 1 else f"{section.title} {number}"
        widths = [_WIDTHS.get(each.type, 14) for each in section.columns]
        self._open_sheet(name, widths, is_frozen=True)
        header = "".join(
            text_cell(self._titled(column)).replace("<c ", f'<c s="{parts.BOLD}" ', 1)
            for column in section.columns
        )
        self._write(f"<row>{header}</row>")
        self._rows = 0

    def _titled(self, column: Column) -> str:
        """Name a column; cells know no time zone, so that its head says which."""
        if column.type == INSTANT:
            return f"{column.title} ({self._head.period.zone})"
        return column.title

    def _open_sheet(self, name: str, widths: list[int], *, is_frozen: bool) -> None:
        self._names.append(name[:31])
        path = f"xl/worksheets/sheet{len(self._names)}.xml"
        self._sheet = self._zip.open(path, "w", force_zip64=True)
        self._write(parts.sheet_head(widths, is_frozen=is_frozen))

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            self._write(parts.SHEET_END)
            self._sheet.close()
            self._sheet = None

    def _write(self, text: str) -> None:
        if self._sheet is not None:
            self._sheet.write(text.encode())
