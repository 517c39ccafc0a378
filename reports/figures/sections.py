"""What a report consists of: sections with columns, and the SQL that yields rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from reports.periods import Period, begin_of

WHOLE, NUMBER, SHARE = "whole", "number", "share"
TEXT, DAY, INSTANT = "text", "day", "instant"


@dataclass(frozen=True)
class Column:
    """One column: its name, what is in it, and what it means in one sentence."""

    name: str
    type: str
    meaning: str
    is_detail: bool = False
    """Left out where there is little room: on paper and on the page."""

    @property
    def title(self) -> str:
        """Return the name as people read it."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Chart:
    """Which columns of a section are drawn: one that names, and those that measure."""

    label: str
    values: tuple[str, ...]
    upright: bool = False
    """Columns that stand side by side in time, instead of bars below each other."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table of figures, or a list; its rows are what the SQL yields, in order."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    sql: str
    parameters: Mapping[str, Any] | Sequence[Any]
    chart: Chart | None = None
    is_list: bool = False
    """Rows of persons or things, as many as there are, and not figures about them."""


@dataclass(frozen=True)
class Asked:
    """What a builder is told: which days, whose, and what time it is."""

    period: Period
    company: UUID | None
    now: datetime

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what SQL is given: the company, the two ends, and the steps."""
        days = self.period.steps(self.now)
        return {
            "company": self.company,
            "begin": self.period.begin,
            "end": self.period.end,
            "now": self.now,
            "days": days,
            "starts": [begin_of(day, self.period.zone) for day in days],
        }


STEPS = """step AS (
  SELECT day, n::int FROM unnest(%(days)s::date[]) WITH ORDINALITY AS step (day, n)
)"""
"""The steps of the period: the first day of each, and its number from 1."""


def step_of(column: str) -> str:
    """Return SQL for the number of the step that an instant lies in."""
    return f"width_bucket({column}, %(starts)s::timestamptz[])"


def rounded(expression: str, digits: int = 1) -> str:
    """Return SQL for a number as it is shown."""
    return f"round(({expression})::numeric, {digits})::float8"


def share(part: str, whole: str) -> str:
    """Return SQL for a share from 0 to 1; null where there is nothing to share."""
    return rounded(f"{part}::numeric / nullif({whole}, 0)", 4)
