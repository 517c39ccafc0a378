"""Counting by facet, each without its own selection: what one more click would give."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils import timezone

from jobs.catalogue.skills import skill_key
from jobs.filters import Criterion
from search.engine import pages
from search.engine.asking import Answer
from search.engine.marks import conditions
from search.engine.pages import BOUNDS, MOST_EXACT, SAMPLED
from search.engine.plan import Bounds, bounds, micros
from search.engine.question import Question, cents

_LOWS = (0, 20_000, 40_000, 60_000, 80_000, 100_000, 150_000, 200_000)
PAY_STEPS = (*((low, high - 1) for low, high in pairwise(_LOWS)), (_LOWS[-1], None))
"""Steps of pay a year; the last has no end."""
POSTED = (("24h", 24), ("3d", 72), ("7d", 168), ("14d", 336), ("30d", 720))
_SQL = (
    "SELECT facet, value, jobs"  # noqa: S608  # of constants
    " FROM {name}(%s::text::tsquery, %s::text::tsquery, "
    f"{BOUNDS}, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True)
class Counted:
    """How many jobs have a value of a facet."""

    value: str
    count: int
    exact: bool


def count_facets(
    answer: Answer,
) -> dict[str, list[Counted]]:
    """Return the counts of each facet that was asked for.

    Facets that have no selection of their own share one pass.
    """
    question = answer.question
    found: dict[str, list[Counted]] = {name: [] for name in question.facets}
    for names, asked in _passes(question):
        found.update(_pass(answer, asked, names))
    return found


def _passes(question: Question) -> Iterable[tuple[list[str], Question]]:
    """Yield the facets with the question that each is counted under."""
    shared: list[str] = []
    for name in question.facets:
        asked = _without_own(question, name)
        if asked == question:
            shared.append(name)
        else:
            yield [name], asked
    if shared:
        yield shared, question


def _without_own(question: Question, name: str) -> Question:
    if name == "salary":
        return replace(question, pay_from=None, pay_to=None, without_pay=False)
    if name == "posted":
        after = question.said.get("published_after")
        since = after + timedelta(microseconds=1) if after else None
        return replace(question, since=since)
    kept = tuple(
        each
        for each in question.criteria
        if not (each.name == name and not each.variant)
    )
    return replace(question, criteria=kept)


def _pass(
    answer: Answer,
    question: Question,
    names: list[str],
) -> dict[str, list[Counted]]:
    limits = bounds(question, now=timezone.now(), hidden=answer.bounds.hidden or ())
    filters = conditions(question.criteria, question.near)
    if question is answer.question:
        value, exact = answer.start.total
        exact = exact or value <= MOST_EXACT
    else:
        _, exact = pages.count(filters, answer.full, limits)
    rows = _read((filters, answer.full, limits), names, question, exact=exact)
    times = 1 if exact else SAMPLED
    found: dict[str, list[Counted]] = {name: [] for name in names}
    for name, written, jobs in rows:
        found[name].append(Counted(written, jobs * times, exact))
    return found


def _read(
    asked: tuple[str | None, str | None, Bounds],
    names: list[str],
    question: Question,
    *,
    exact: bool,
) -> list[tuple[str, str, int]]:
    filters, full, limits = asked
    sql = _SQL.format(name="search_facets" if exact else "search_facets_sampled")
    currency = question.currency or "EUR"
    values: list[Any] = [
        filters,
        full,
        *limits.values(),
        names,
        question.facet_size,
        [cents(low, currency) for low, _ in PAY_STEPS],
        [cents(high, currency) for _, high in PAY_STEPS],
        [micros(limits.now - timedelta(hours=hours)) for _, hours in POSTED],
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    return rows


def count_one(answer: Answer, name: str, value: str) -> Counted:
    """Return how many jobs have one value, whatever else of its facet is selected."""
    question = _without_own(answer.question, name)
    meant = skill_key(value) if name == "skills" else value
    only = (*question.criteria, Criterion(name, "", [meant]))
    limits = bounds(question, now=timezone.now(), hidden=answer.bounds.hidden or ())
    filters = conditions(only, question.near)
    jobs, exact = pages.count(filters, answer.full, limits)
    return Counted(value, jobs, exact)
