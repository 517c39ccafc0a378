"""How a question is answered: its filters, its classes best first, and what it reads.

A plan is a pure function of the question and of what is known of its words: a cursor
keeps that, so that a walk ends with the plan it began with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from search.engine.marks import conditions
from search.engine.question import Question
from search.relevance.classes import Class
from search.relevance.parts import Part, some

MOST_GATHERED = 200
"""So many rows are read whole rather than that each class is asked for."""


@dataclass(frozen=True)
class Stretch:
    """One run through the index in one order; a sort is one stretch, or two."""

    order: str
    filters: str | None
    classes: tuple[Class, ...]
    is_sparse: bool = False
    """Whether so little matches that it is gathered, and not asked for by classes."""

    def tries(self, start: int) -> dict[int, str]:
        """Return up to which classes one may gather from one on, and what reaches them.

        Filters may leave little of what is common: so everything is tried first, then
        what is expected to be little by itself, and what matches fully.
        """
        reaches = self._reaches() if self.is_sparse else {}
        likely = [n for n, part in reaches.items() if part.guess <= MOST_GATHERED]
        full = [n for n in reaches if self.classes[n - 1].full]
        tried = [*([max(reaches)] if self.filters and reaches else []), *likely[-1:]]
        wanted = dict.fromkeys((*tried, *full))
        return {n: reaches[n].text for n in wanted if n >= start}

    def _reaches(self) -> dict[int, Part]:
        """Return what reaches any class up to one, full matches among it."""
        found: dict[int, Part] = {}
        full: list[Part] = []
        for number, each in enumerate(self.classes, start=1):
            if each.reach is not None:
                found[number] = some([*full, each.reach])
                full = [each.reach] if each.full else full
        return found


@dataclass(frozen=True)
class Bounds:
    """What lexemes cannot decide, as the database takes it."""

    now: datetime
    since: datetime | None = None
    before: datetime | None = None
    pay_from: int | None = None
    pay_to: int | None = None
    without_pay: bool = False
    hidden: Sequence[UUID] | None = None
    globe: tuple[float, float, float] | None = None
    chord: float | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether they bound nothing but time."""
        return self == Bounds(now=self.now)

    def values(self) -> list[Any]:
        """Return the fields of `search_bounds`, in their order."""
        x, y, z = self.globe or (None, None, None)
        return [
            micros(self.now),
            micros(self.since),
            micros(self.before),
            self.pay_from,
            self.pay_to,
            self.without_pay,
            list(self.hidden) if self.hidden else None,
            x,
            y,
            z,
            self.chord,
        ]


def micros(at: datetime | None) -> int | None:
    """Return an instant as the index keeps it, exactly."""
    if at is None:
        return None
    seconds = int(at.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + at.microsecond


def stretches(
    question: Question, classes: Sequence[Class], *, is_sparse: bool = False
) -> list[Stretch]:
    """Return what is run through for a sort; jobs that lack its value come last."""
    filters = conditions(question.criteria, question.near)
    if question.sort in {"relevance", "newest"}:
        return [Stretch("newest", filters, tuple(classes), is_sparse)]
    if question.sort == "salary":
        return [
            Stretch("salary", _and(filters, "':paid'"), tuple(classes)),
            Stretch("newest", _and(filters, "':unpaid'"), tuple(classes)),
        ]
    return [Stretch(question.sort, filters, tuple(classes))]


def bounds(question: Question, *, now: datetime, hidden: Sequence[UUID] = ()) -> Bounds:
    """Return the bounds of a question."""
    near = question.near
    return Bounds(
        now=now,
        since=question.since,
        before=question.before,
        pay_from=question.pay_from,
        pay_to=question.pay_to,
        without_pay=question.without_pay,
        hidden=hidden or None,
        globe=near.globe if near else None,
        chord=near.chord if near else None,
    )


def _and(filters: str | None, mark: str) -> str:
    return f"{filters} & {mark}" if filters else mark
