"""Reading pages straight from the engine, and what they must be, by plain SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from accounts.models import Company
from jobs.models import Job
from jobs.tests.factory import new_job
from search.engine import pages
from search.engine.marks import ALL
from search.engine.pages import BACK, FORTH, Place
from search.engine.plan import Bounds, Stretch, micros

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SHIFTS = {"newest": range(32, 41, 2), "deadline": range(32, 41, 2)}
SHIFTS["salary"] = range(14, 23, 2)
"""How wide the buckets of each sort are, as powers of two."""
WORDS = ("welder", "nurse", "cook")
KEYS = {
    "newest": "newest",
    "deadline": "due",
    "salary": "pay",
    "distance": "(-(1e17 * search_chord(points, %s, %s, %s))::bigint)",
}
Row = tuple[int, int, int, str]
"""Stretch, class, key and id."""


def new_jobs(company: Company, number: int) -> list[Job]:
    """Make jobs whose titles have one of the words each."""
    return [
        new_job(
            company,
            title=f"{WORDS[each % len(WORDS)]} {each}",
            employment_type=("full_time", "part_time")[each % 2],
        )
        for each in range(number)
    ]


def set_newest(jobs: Sequence[Job], keys: Sequence[int]) -> None:
    """Let jobs be published so many microseconds after the epoch."""
    _set(jobs, keys, "published_at = {at}, expires_at = '2100-01-01'")


def set_deadlines(jobs: Sequence[Job], keys: Sequence[int]) -> None:
    """Let jobs end so many microseconds after the epoch."""
    _set(jobs, keys, "expires_at = {at}, published_at = '2026-01-01'")


def set_pay(jobs: Sequence[Job], keys: Sequence[int | None]) -> None:
    """Let jobs pay so many cents a year."""
    _set(
        jobs,
        keys,
        "salary_max = each.key / 100.0, published_at = '2026-01-01', "
        "expires_at = '2100-01-01', "
        "salary_currency = CASE WHEN each.key IS NULL THEN '' ELSE 'EUR' END, "
        "salary_period = CASE WHEN each.key IS NULL THEN '' ELSE 'year' END",
    )


def _set(jobs: Sequence[Job], keys: Sequence[int | None], change: str) -> None:
    at = "'epoch'::timestamptz + each.key * interval '1 microsecond'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE jobs_job SET {change.format(at=at)}"  # noqa: S608  # of constants
            " FROM unnest(%s::uuid[], %s::bigint[]) AS each(id, key)"
            " WHERE jobs_job.id = each.id",
            [[job.pk for job in jobs], list(keys)],
        )


def in_order(run: Sequence[Stretch], bounds: Bounds) -> list[Row]:
    """Return all that a run goes through, as a sort by the database has it."""
    rows: list[Row] = []
    for at, stretch in enumerate(run):
        key = KEYS[stretch.order]
        globe = list(bounds.globe or ()) if stretch.order == "distance" else []
        for number, each in enumerate(stretch.classes, start=1):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {key}, job_id FROM search_document"  # noqa: S608
                    " WHERE words @@ %s::tsquery AND words @@ %s::tsquery"
                    " AND due < %s AND newest >= %s"
                    " ORDER BY 1 DESC, 2 DESC",
                    [
                        *globe,
                        stretch.filters or ALL,
                        each.query or ALL,
                        -(micros(bounds.now) or 0),
                        micros(bounds.since) or 0,
                    ],
                )
                rows += [(at, number, key, str(id_)) for key, id_ in cursor.fetchall()]
    return rows


def place_of(row: Row, *, inclusive: bool = False) -> Place:
    return Place(*row, inclusive)


@dataclass
class Walker:
    """Whoever reads a run page by page, of one size after another."""

    run: Sequence[Stretch]
    bounds: Bounds
    sizes: Iterator[int]
    a_day: float = 0.0

    def read(self, place: Place, wanted: int, way: str) -> list[Row]:
        found = pages.read_page(
            self.run, self.bounds, place, wanted=wanted, way=way, a_day=self.a_day
        )
        return [
            (each.stretch, each.number, each.key, str(each.job_id)) for each in found
        ]

    def forth(self) -> Iterator[list[Row]]:
        """Yield page after page, up to the first empty one."""
        place = Place()
        while page := self.read(place, next(self.sizes), FORTH):
            yield page
            place = place_of(page[-1])

    def check(self) -> None:
        """Walk to the end, and look back from both ends of each page."""
        expected, met = in_order(self.run, self.bounds), list[Row]()
        for page in self.forth():
            size, here = next(self.sizes), len(met)
            assert self.read(place_of(page[0]), size, BACK) == met[-size:]
            first = place_of(page[0], inclusive=True)
            assert self.read(first, size, FORTH) == expected[here : here + size]
            met += page
            last = place_of(page[-1], inclusive=True)
            assert self.read(last, size, BACK) == met[-size:]
        assert met == expected
