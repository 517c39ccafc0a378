"""Reading rows: one call of the database for a page, whatever the depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from search.engine.plan import MOST_GATHERED, Bounds, Stretch

FORTH, BACK = "forth", "back"
BOUNDS = "ROW(" + ", ".join(["%s"] * 11) + ")::search_bounds"
_PAGE = (
    "SELECT c.*, p.probes"  # noqa: S608  # of constants
    " FROM search_page_{name}("
    "%s::text::tsquery, %s::text[]::tsquery[], %s::float8[],"
    f" {BOUNDS}, %s, %s::bigint, %s::uuid, %s, %s, %s{{more}}) AS p,"
    " search_cards(p.ids, p.of_class, p.keys, %s) AS c"
)
_SQL = {
    (order, way): _PAGE.format(name=f"{order}_{way}", more="")
    for order in ("newest", "deadline", "salary", "distance")
    for way in (FORTH, BACK)
}
_GATHERED = _PAGE.format(name="gathered", more=", %s, %s::text[]::tsquery[], %s")
_TOTAL = (
    "SELECT *"  # noqa: S608  # of constants
    " FROM search_total(%s::text::tsquery, %s::text::tsquery,"
    f" {BOUNDS}, %s, %s)"
)
MOST_EXACT = 10_000
SAMPLED = 32
"""One document in so many is in the sample; `search_is_sampled` says which."""
A_DAY = 86_400_000_000
LEAST_A_DAY = 1 / 365
"""Of a board where nothing happens, or that was never counted."""
TYPICAL_PAY = 8_000_000
"""Half of the jobs that say it pay no more than so many euro cents a year."""


@dataclass(frozen=True)
class Place:
    """Where a walk stands: its stretch, its class, and the last row seen."""

    stretch: int = 0
    number: int = 1
    key: int | None = None
    id: str | None = None
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a page."""

    job_id: UUID
    stretch: int
    number: int
    key: int
    card: str
    title: str
    language: str
    text: str
    queued_at: datetime | None
    company_id: UUID


def read_page(
    run: Sequence[Stretch],
    bounds: Bounds,
    start: Place,
    *,
    wanted: int,
    way: str = FORTH,
    a_day: float = 0.0,
    most_text: int | None = None,
) -> list[Found]:
    """Return the rows after a place, or before it, in the order they stand in."""
    found: list[Found] = []
    step = 1 if way == FORTH else -1
    at, place = start.stretch, start
    while 0 <= at < len(run) and len(found) < wanted:
        left = wanted - len(found)
        values = [*bounds.values(), *_from(place), left, _density(run[at], a_day)]
        tries = run[at].tries(place.number) if way == FORTH else {}
        if tries:
            values += [list(tries), list(tries.values()), MOST_GATHERED]
        sql = _GATHERED if tries else _SQL[run[at].order, way]
        found += _read(sql, run[at], at, [*values, most_text])
        at += step
        if 0 <= at < len(run):
            place = Place(at, 1 if way == FORTH else len(run[at].classes))
    return found if way == FORTH else found[::-1]


def _read(sql: str, stretch: Stretch, at: int, values: list[Any]) -> list[Found]:
    classes = [
        stretch.filters,
        [each.query for each in stretch.classes],
        [float(each.guess) for each in stretch.classes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, classes + values)
        rows = cursor.fetchall()
    return [Found(row[0], at, *row[1:9]) for row in rows]


def _from(place: Place) -> list[Any]:
    return [place.number, place.key, place.id, place.inclusive]


def _density(stretch: Stretch, a_day: float) -> float:
    """Return what part of all jobs lies in one unit of the sort's key, about."""
    if stretch.order == "salary":
        return 1 / TYPICAL_PAY
    return max(a_day, LEAST_A_DAY) / A_DAY


@dataclass(frozen=True)
class Total:
    """How many jobs fit, whether that is exact, and the languages of the board."""

    value: int
    exact: bool
    languages: tuple[str, ...]


def total(
    filters: str | None,
    query: str | None,
    bounds: Bounds,
    *,
    counted: int | None = None,
) -> Total:
    """Return how many jobs fit; `counted` is what to say if it is a lot."""
    values = [filters, query, *bounds.values(), MOST_EXACT, counted]
    with connection.cursor() as cursor:
        cursor.execute(_TOTAL, values)
        value, exact, languages = cursor.fetchone()
    return Total(value, exact, tuple(languages or ()))


def count(filters: str | None, query: str | None, bounds: Bounds) -> tuple[int, bool]:
    """Return how many jobs fit, and whether that is exact."""
    found = total(filters, query, bounds)
    return found.value, found.exact


def languages() -> tuple[str, ...]:
    """Return the languages that jobs on this board were ever written in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT language FROM search_language ORDER BY 1")
        return tuple(row[0] for row in cursor.fetchall())
