"""Figures for tests: what a builder yields, by section, and plain SQL beside it."""

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Company
from reports.figures.kinds import BUILDERS
from reports.figures.sections import Asked
from reports.periods import Period
from reports.reading import one_moment, rows_of

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
Rows = list[dict[str, Any]]


def figures(
    kind: str,
    company: Company | None = None,
    *,
    first: date = FIRST,
    last: date = LAST,
    zone: str = "UTC",
) -> dict[str, Rows]:
    """Return the rows of each section, as dictionaries."""
    asked = Asked(Period(first, last, zone), company and company.pk, timezone.now())
    with one_moment():
        return {
            section.name: [
                dict(zip([each.name for each in section.columns], row, strict=True))
                for rows in rows_of(section)
                for row in rows
            ]
            for section in BUILDERS[kind](asked)
        }


def by(rows: Rows, name: str, value: str) -> dict[Any, Any]:
    """Return one column by another."""
    return {row[name]: row[value] for row in rows}


def sql(statement: str, *given: Any) -> Any:
    """Return the one value that a plain statement yields."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        (value,) = cursor.fetchone()
    return value
