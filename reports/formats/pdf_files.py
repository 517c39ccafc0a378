"""PDF to hand on: a title, then each section with its chart and its table.

It is drawn when all figures are read, from the rows that are shown; of a long list the
first ones stand here, and the page says how many more there are.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor

from reports.figures.sections import Section
from reports.formats.charts import INK, draw, series_of
from reports.formats.digest import Digest, Shown
from reports.formats.pdf_pages import (
    ACCENT,
    BOLD,
    GREY,
    MARGIN,
    PLAIN,
    ROOM,
    Drawing,
    Paper,
    fitted,
    width_of,
)
from reports.formats.values import Head, Row
from reports.formats.wording import MEASURES, worded

_SIZE, _LINE, _GAP = 7.5, 13.0, 8.0
_MOST_MORE = 60.0
"""So much wider than it needs to be may a column become: eyes go along the line."""


class PdfWriter:
    """Draws a report on paper once its figures are known."""

    def __init__(self, file: BinaryIO, head: Head, digest: Digest) -> None:
        self._file = file
        self._head = head
        self._digest = digest

    def begin(self, section: Section) -> None:
        """Wait: the digest takes the rows."""

    def add(self, rows: Sequence[Row]) -> None:
        """Wait: the digest takes the rows."""

    def end(self) -> None:
        """Wait: the digest takes the rows."""

    def drop(self) -> None:
        """Hold on to nothing."""

    def close(self) -> None:
        """Draw all of it, lists last."""
        head, paper = self._head, Paper(self._file, self._head)
        period = head.period
        paper.y -= 10
        paper.line(head.title, font=BOLD, size=22, colour=ACCENT)
        paper.line(head.company, font=BOLD, size=12)
        paper.line(
            f"{period.first:%Y-%m-%d} to {period.last:%Y-%m-%d}, both included;"
            f" days begin in {period.zone}.",
            colour=GREY,
        )
        for section in sorted(self._digest.sections, key=lambda each: each["is_list"]):
            _draw_section(paper, section)
        paper.close()


def _draw_section(paper: Paper, section: Shown) -> None:
    series = series_of(section)
    paper.y -= 20
    paper.need((series.height if series else 60) + 60)
    paper.line(section["title"], font=BOLD, size=13)
    paper.line(section["meaning"], size=8, colour=GREY)
    if series is not None:
        paper.y -= 8
        draw(series, Drawing(paper))
        paper.y -= series.height
    _Table(paper, section).draw()
    left_out = section["total"] - len(section["rows"])
    if left_out:
        said = f"And {left_out:,} more; CSV, XLSX and JSON have them all."
        paper.line(said, size=8, colour=GREY, lead=2)


class _Table:
    """The rows of a section on paper; its head is repeated on each page."""

    def __init__(self, paper: Paper, section: Shown) -> None:
        self._paper = paper
        self._rows = section["rows"]
        self._columns = [
            (n, each)
            for n, each in enumerate(section["columns"])
            if not each["is_detail"]
        ]
        self._widths = self._shared_out()

    def draw(self) -> None:
        """Draw the head and every row."""
        paper = self._paper
        if not self._rows:
            paper.line("There is nothing to show.", size=8, colour=GREY, lead=2)
            return
        paper.y -= 6
        paper.need(_LINE * 3)
        self._draw_head()
        for row in self._rows:
            if paper.need(_LINE):
                self._draw_head()
            said = [_said(row[n], column) for n, column in self._columns]
            self._draw_line(said, PLAIN)

    def _draw_head(self) -> None:
        self._draw_line([each["title"] for _, each in self._columns], BOLD)

    def _draw_line(self, said: list[str], font: str) -> None:
        paper, left = self._paper, MARGIN
        paper.y -= _LINE
        canvas = paper.canvas
        paper.rule(paper.y - 4, sum(self._widths))
        canvas.setFillColor(HexColor(INK))
        canvas.setFont(font, _SIZE)
        for (_, column), width, words in zip(
            self._columns, self._widths, said, strict=True
        ):
            shown = fitted(words, font, _SIZE, width - _GAP)
            if column["type"] in MEASURES:
                canvas.drawRightString(left + width - _GAP, paper.y, shown)
            else:
                canvas.drawString(left, paper.y, shown)
            left += width

    def _shared_out(self) -> list[float]:
        """Return how wide columns are: as their texts need, less where it is scarce."""
        needed = [
            max(
                width_of(column["title"], BOLD, _SIZE),
                *(width_of(_said(row[n], column), PLAIN, _SIZE) for row in self._rows),
                24.0,
            )
            + _GAP
            for n, column in self._columns
        ]
        over = sum(needed) - ROOM
        if over > 0:
            return _squeezed(needed, over)
        more = min(-over / len(needed), _MOST_MORE)
        return [each + more for each in needed]


def _squeezed(needed: list[float], over: float) -> list[float]:
    """Take what is too much from the widest columns, down to an even share."""
    fair = ROOM / len(needed)
    spare = [max(0.0, each - fair) for each in needed]
    return [
        each - over * part / sum(spare)
        for each, part in zip(needed, spare, strict=True)
    ]


def _said(value: Any, column: dict[str, str]) -> str:
    text = worded(value, column["type"])
    if column["type"] == "instant" and value:
        return text[:16].replace("T", " ")
    return text
