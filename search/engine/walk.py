"""Where a walk stands: what a cursor of a search keeps, and reads back.

It keeps what is known of the words it began with, the instants it is bounded by and
what was counted: so a walk ends with the plan it began with, whatever was published,
counted or renamed meanwhile, and nothing of it has to be remembered by us.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from kernel.cursors import cursor_url, read_cursor
from kernel.problems import InvalidCursor, Problem
from search.engine.pages import BACK, FORTH, Found, Place
from search.language.tree import Query
from search.rates import VERSION
from search.relevance.asked import Asked
from search.relevance.classes import Class, partial_classes
from search.relevance.widening import Widening

ONWARD, BACKWARD = "n", "p"
FROM, UP_TO = "N", "P"
"""The same beginning with the row itself: an empty page has none of its own."""


class CursorExpired(Problem):
    """The walk leans on something that is no longer kept."""

    status = 400
    code = "cursor_expired"
    title = "This walk cannot be gone on with"
    detail = "Begin again with the first page."


@dataclass(frozen=True)
class Start:
    """What a walk keeps from its first page on."""

    asked: Asked | None
    since: datetime | None
    total: tuple[int, bool]
    broadened: bool
    widening: Widening | None = field(default=None, compare=False)
    """What has looked at the words before; a cursor does not keep it."""

    @cached_property
    def partial(self) -> list[Class]:
        """The classes of jobs that match in part."""
        return partial_classes(self.asked) if self.asked else []


@dataclass(frozen=True)
class Walk:
    """A page to be read: where from, which way, and what was kept."""

    start: Start
    place: Place
    way: str


def read_walk(request: HttpRequest, query: Query | None) -> Walk | None:
    """Return where a request for a query goes on; None on a first page."""
    read = read_cursor(request)
    if read is None:
        return None
    try:
        direction, place, kept = read
        stretch, number, key, row = place
        if kept["r"] != VERSION:
            raise CursorExpired
        start = Start(
            asked=Asked.from_kept(query, kept["q"]) if query else None,
            since=_instant(kept["s"]),
            total=(kept["t"][0], kept["t"][1]),
            broadened=kept["b"],
        )
    except (LookupError, TypeError, ValueError) as error:
        raise InvalidCursor from error
    way = FORTH if direction in {ONWARD, FROM} else BACK
    inclusive = direction in {FROM, UP_TO}
    return Walk(start, Place(stretch, number, key, row, inclusive), way)


def next_url(request: HttpRequest, start: Start, row: Found) -> str:
    """Return the address of the page after a row."""
    return _url(request, ONWARD, start, row)


def previous_url(request: HttpRequest, start: Start, row: Found) -> str:
    """Return the address of the page before a row."""
    return _url(request, BACKWARD, start, row)


def beside_nothing(request: HttpRequest, walk: Walk) -> tuple[str | None, str | None]:
    """Return next and previous of an empty page: where it came from."""
    place = walk.place
    kept = [place.stretch, place.number, place.key, place.id]
    if walk.way == FORTH:
        return None, cursor_url(request, [UP_TO, kept, _kept(walk.start)])
    return cursor_url(request, [FROM, kept, _kept(walk.start)]), None


def _url(request: HttpRequest, direction: str, start: Start, row: Found) -> str:
    place = [row.stretch, row.number, row.key, str(row.job_id)]
    return cursor_url(request, [direction, place, _kept(start)])


def _kept(start: Start) -> dict[str, Any]:
    return {
        "q": start.asked.to_kept() if start.asked else None,
        "s": start.since.isoformat() if start.since else None,
        "t": list(start.total),
        "b": start.broadened,
        "r": VERSION,
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
