"""A page read by buckets is the page that a sort of everything would give.

The ladder of buckets is only climbed where much is expected: so the guesses are made up
here, and the truth is what plain SQL sorts.
"""

from dataclasses import replace
from itertools import cycle
from operator import add
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast
from search.engine import pages, plan
from search.engine.pages import BACK, FORTH
from search.engine.plan import Bounds, Stretch, micros
from search.relevance.classes import Class
from search.relevance.parts import Part, some
from search.tests.ladders import (
    NOW,
    SHIFTS,
    Walker,
    new_jobs,
    set_deadlines,
    set_newest,
    set_pay,
)

pytestmark = pytest.mark.django_db
JOBS = 24
NOW_KEY = micros(NOW) or 0
HIGH = 1 << 25
"""Pay from here on shares a bucket."""
FILTERS = ("':e:full_time'", "!':e:full_time'")
guesses = st.sampled_from((10.0, 300.0, 4e3, 6e3, 1e5, 1e9))
rates = st.sampled_from((0.0, 1e-4, 1e-3, 1e-2, 0.1, 1.0))
sizes = st.lists(st.integers(1, 9), min_size=1, max_size=4)
some_filters = st.none() | st.sampled_from(FILTERS)
WORDED = ("'=welder'", "'=nurse' | '=nothing'", "'cook' & !'=nothing'", "'nothing'")


@st.composite
def classes(draw: Any) -> tuple[Class, ...]:
    """Return disjoint classes in some order, each with some guess; or one of all."""
    if draw(st.booleans()):
        return (Class("all", None, draw(guesses)),)
    queries = draw(st.lists(st.sampled_from(WORDED), min_size=1, unique=True))
    return tuple(Class(each, each, draw(guesses)) for each in queries)


@st.composite
def keys(draw: Any, sort: str, base: int, *others: Any) -> list[Any]:
    """Return a key for each job: near borders of buckets, many of them alike."""
    shift = draw(st.sampled_from(SHIFTS[sort]))
    near = st.integers(-1, 1) | st.integers(-2, 1 << 40)
    spots = st.integers(-6, 4).map(lambda number: ((base >> shift) + number) << shift)
    each = st.builds(add, spots, near) | st.sampled_from([*others, base])
    few = draw(st.lists(each, min_size=1, max_size=JOBS))
    return [few[number % len(few)] for number in range(JOBS)]


check = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def test_newest(cast: Cast):
    jobs = new_jobs(cast.acme, JOBS)

    @check
    @given(keys("newest", NOW_KEY), classes(), some_filters, sizes, rates)
    def walk(at: Any, each: Any, filters: Any, size: Any, a_day: float) -> None:
        set_newest(jobs, at)
        run = [Stretch("newest", filters, each)]
        Walker(run, Bounds(now=NOW), cycle(size), a_day).check()

    walk()


def sparse(each: tuple[Class, ...]) -> tuple[Class, ...]:
    """Return classes that say what reaches them: any of those up to there."""
    if each[0].query is None:
        return each
    named = [Part(one.guess, one.guess, one.query or "") for one in each]
    return tuple(
        replace(one, reach=some(named[:number]), full=number < 2)
        for number, one in enumerate(each, start=1)
    )


@pytest.mark.parametrize("most", [3, 10, 200])
def test_what_is_gathered_is_what_the_ladder_gives(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int
):
    jobs = new_jobs(cast.acme, JOBS)
    monkeypatch.setattr(plan, "MOST_GATHERED", most)
    monkeypatch.setattr(pages, "MOST_GATHERED", most)

    @check
    @given(keys("newest", NOW_KEY), classes(), some_filters, sizes, rates)
    def walk(at: Any, each: Any, filters: Any, size: Any, a_day: float) -> None:
        set_newest(jobs, at)
        run = [Stretch("newest", filters, sparse(each), is_sparse=True)]
        Walker(run, Bounds(now=NOW), cycle(size), a_day).check()

    walk()


def test_deadline(cast: Cast):
    jobs = new_jobs(cast.acme, JOBS)

    @check
    @given(keys("deadline", NOW_KEY), classes(), some_filters, sizes, rates)
    def walk(at: Any, each: Any, filters: Any, size: Any, a_day: float) -> None:
        set_deadlines(jobs, at)
        run = [Stretch("deadline", filters, each)]
        Walker(run, Bounds(now=NOW), cycle(size), a_day).check()

    walk()


def test_salary(cast: Cast):
    jobs = new_jobs(cast.acme, JOBS)
    pay = keys("salary", 4_000_000, None, 0) | keys("salary", HIGH, None, 10**12)

    @check
    @given(pay, classes(), some_filters, sizes, rates)
    def walk(at: Any, each: Any, filters: Any, size: Any, a_day: float) -> None:
        set_pay(jobs, [None if each is None else abs(each) for each in at])
        kept = f"{filters} & " if filters else ""
        run = [
            Stretch("salary", f"{kept}':paid'", each),
            Stretch("newest", f"{kept}':unpaid'", each),
        ]
        Walker(run, Bounds(now=NOW), cycle(size), a_day).check()

    walk()


CALL = f"""
SELECT probes FROM search_page_newest_{{way}}(
  NULL, ARRAY[NULL]::tsquery[], ARRAY[%s]::float8[],
  ROW({", ".join(["%s"] * 11)})::search_bounds, 1, NULL, NULL, false, 7, %s)
"""  # noqa: S608  # of constants


@pytest.mark.parametrize("way", [FORTH, BACK])
@pytest.mark.parametrize(
    ("guess", "density", "climbs"),
    [(10, 1e-9, False), (1e9, 1e-15, True), (1e9, 1e-22, False)],
)
def test_buckets_are_read_where_much_is_expected(
    cast: Cast, way: str, guess: float, density: float, climbs: bool
):
    set_newest(new_jobs(cast.acme, 6), [NOW_KEY - (each << 38) for each in range(6)])
    values = [guess, *Bounds(now=NOW).values(), density]
    with connection.cursor() as cursor:
        cursor.execute(CALL.format(way=way), values)
        assert (cursor.fetchone()[0] > 1) is climbs
