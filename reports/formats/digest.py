"""What charts and tables show of a report: the first rows of each section, and no more.

PDF and HTML are drawn from it, so that they show the same figures. What is kept with
the report is the part without lists: persons stand in files only.
"""

from collections.abc import Sequence
from typing import Any

from reports.figures.sections import INSTANT, Column, Section
from reports.formats.values import Row, plain

MOST_ROWS = 100
MOST_LISTED = 500
Shown = dict[str, Any]


def _titled(column: Column) -> str:
    return f"{column.title} (UTC)" if column.type == INSTANT else column.title


class Digest:
    """Takes the first rows of each section as they pass by, and counts them all."""

    def __init__(self) -> None:
        self.sections: list[Shown] = []
        self.rows = 0
        self.listed: int | None = None
        """How many rows the list has, if there is one."""

    def begin(self, section: Section) -> None:
        """Begin a section."""
        chart = section.chart
        self.sections.append(
            {
                "name": section.name,
                "title": section.title,
                "meaning": section.meaning,
                "is_list": section.is_list,
                "columns": [
                    {
                        "name": each.name,
                        "title": _titled(each),
                        "type": each.type,
                        "is_detail": each.is_detail,
                    }
                    for each in section.columns
                ],
                "chart": chart
                and {
                    "label": chart.label,
                    "values": list(chart.values),
                    "upright": chart.upright,
                },
                "rows": [],
                "total": 0,
            }
        )

    def add(self, rows: Sequence[Row]) -> None:
        """Count rows, and keep those that are shown."""
        section = self.sections[-1]
        most = MOST_LISTED if section["is_list"] else MOST_ROWS
        missing = max(0, most - len(section["rows"]))
        section["rows"] += [list(map(plain, row)) for row in rows[:missing]]
        section["total"] += len(rows)
        self.rows += len(rows)
        if section["is_list"]:
            self.listed = (self.listed or 0) + len(rows)

    def end(self) -> None:
        """End the section; a list without rows is one of none."""
        if self.sections[-1]["is_list"]:
            self.listed = self.listed or 0

    @property
    def counted(self) -> int:
        """Return how many rows the report has: of its list, where it has one."""
        return self.rows if self.listed is None else self.listed

    def without_lists(self) -> list[Shown]:
        """Return the sections that say nothing of single persons."""
        return [each for each in self.sections if not each["is_list"]]
