"""Which jobs a feed lists, and what tells that nothing about them has changed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.actor import Actor
from search.engine import pages
from search.engine.asking import full_match, hidden_from, query_of
from search.engine.marks import conditions
from search.engine.plan import Bounds, bounds
from search.engine.question import Question
from search.engine.vocabulary import asked_for
from search.sql import WITHIN

_BOUNDS = """(SELECT
  %s::bigint AS at_now, %s::bigint AS at_since, %s::bigint AS at_before,
  %s::bigint AS at_pay_from, %s::bigint AS at_pay_to, %s::boolean AS at_without_pay,
  %s::uuid[] AS at_hidden, %s::float8 AS at_x, %s::float8 AS at_y, %s::float8 AS at_z,
  %s::float8 AS at_chord) AS bounds"""
# Whatever changes about a job replaces its document, and each row that is written
# bears the number of its transaction: so this sum is the same only while the jobs are
# the same and none of them was touched, and it never comes back once it has changed.
PRINT = "coalesce(sum(uuid_hash_extended(s.job_id, s.xmin::text::bigint)), 0)"
_SEEN = f"""
SELECT count(*), {PRINT}::text, min(s.newest), max(s.newest)
FROM search_document AS s, {_BOUNDS}
WHERE {{asked}} {WITHIN.strip()}
"""  # noqa: S608  # nothing in it comes from a request
_ASKED = "s.words @@ %s::text::tsquery AND"


@dataclass(frozen=True)
class Selection:
    """The jobs of a feed: the same that search finds, newest first."""

    question: Question
    filters: str | None
    asked: str | None
    hidden: Sequence[UUID]

    def bounds(self) -> Bounds:
        """Return what lexemes do not decide, as of this moment."""
        return bounds(self.question, now=timezone.now(), hidden=self.hidden)


class Seen(NamedTuple):
    """A selection at one moment."""

    jobs: int
    fingerprint: str
    oldest: int
    newest: int

    @property
    def updated_at(self) -> datetime:
        """When the newest of the jobs was published; long ago if there is none."""
        return datetime.fromtimestamp(self.newest // 1_000_000, UTC)


def select_jobs(question: Question, actor: Actor) -> Selection:
    """Return the selection that a question is for a caller."""
    query = query_of(question)
    asked = asked_for(query, pages.languages()) if query else None
    return Selection(
        question=replace(question, sort="newest"),
        filters=conditions(question.criteria, question.near),
        asked=full_match(asked),
        hidden=hidden_from(actor),
    )


def is_large(selection: Selection) -> bool:
    """Tell whether there are so many jobs that they are not counted exactly."""
    _, is_exact = pages.count(selection.filters, selection.asked, selection.bounds())
    return not is_exact


def look_at(selection: Selection) -> Seen:
    """Return how many jobs there are, and their fingerprint."""
    given = [each for each in (selection.filters, selection.asked) if each is not None]
    sql = _SEEN.format(asked=" ".join([_ASKED] * len(given)))
    with through_the_index() if given else connection.cursor() as cursor:
        cursor.execute(sql, [*selection.bounds().values(), *given])
        count, fingerprint, oldest, newest = cursor.fetchone()
    return Seen(count, fingerprint, oldest or 0, newest or 0)


@contextmanager
def through_the_index() -> Iterator[Any]:
    """Yield a cursor that reads documents through the index of their words.

    The planner does not know what it costs to read a text that lies out of line.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        yield cursor
