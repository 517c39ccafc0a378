"""Pages by keyset: the same cost at any depth, no row twice, none missed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request

from kernel.cursors import cursor_url, read_cursor
from kernel.parameters import page_size
from kernel.problems import InvalidCursor

FORWARD, BACKWARD = "n", "p"
# An empty page has no row of its own to stand beside: the way back from it begins with
# the very row that led to it.
_FROM, _UP_TO = "N", "P"


@dataclass(frozen=True)
class Order:
    """A total order over rows: columns that are never null, the last one unique.

    `Order("-published_at", "-id")` needs an index on just these columns.
    """

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)

    def reversed(self) -> "Order":
        """Return the same order from its other end."""
        return Order(
            *(n.removeprefix("-") if n[0] == "-" else f"-{n}" for n in self.names)
        )

    def position(self, row: Any) -> list[Any]:
        """Return where a row stands in this order."""
        return [_value(row, name.removeprefix("-")) for name in self.names]

    def after(self, position: list[Any], *, inclusive: bool = False) -> Q:
        """Return the condition for rows that come after a position, or from it on.

        `a <= x AND (a < x OR (a = x AND b < y))`: the first half is for the
        index, the second for rows that share `a`.
        """
        rest: Q | None = None
        for name, value in reversed(list(zip(self.names, position, strict=True))):
            column = name.removeprefix("-")
            step = "lt" if name[0] == "-" else "gt"
            beyond = Q(**{f"{column}__{step}": value})
            if rest is None:
                rest = Q(**{f"{column}__{step}e": value}) if inclusive else beyond
            else:
                not_before = Q(**{f"{column}__{step}e": value})
                rest = not_before & (beyond | rest)
        return rest if rest is not None else Q()


def _value(row: Any, path: str) -> Any:
    """Return `row.a.b` for `a__b`, of a model instance or a row of `values()`."""
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def paginate(
    request: Request,
    rows: "QuerySet[Any, Any]",
    *,
    order: Order,
    shape: Callable[[Any], Any],
) -> dict[str, Any]:
    """Return the page of rows that the request asks for, as lists answer."""
    size = page_size(request)
    cursor = read_cursor(request)
    direction, position = _read(cursor, order)
    inclusive = direction in {_FROM, _UP_TO}
    direction = direction.lower()
    walked = order.reversed() if direction == BACKWARD else order
    if position is not None:
        rows = rows.filter(walked.after(position, inclusive=inclusive))
    found = list(rows.order_by(*walked.names)[: size + 1])
    more, found = len(found) > size, found[:size]
    if direction == BACKWARD:
        found.reverse()
    has_next = more if direction == FORWARD else True
    has_previous = more if direction == BACKWARD else position is not None
    following: list[Any] = [_FROM, position]
    preceding: list[Any] = [_UP_TO, position]
    if found:
        following = [FORWARD, order.position(found[-1])]
        preceding = [BACKWARD, order.position(found[0])]
    return {
        "results": [shape(row) for row in found],
        "next": cursor_url(request, following) if has_next else None,
        "previous": cursor_url(request, preceding) if has_previous else None,
    }


def _read(cursor: Any, order: Order) -> tuple[str, list[Any] | None]:
    """Take a position apart; a list that changed its order refuses old cursors."""
    if cursor is None:
        return FORWARD, None
    if (
        not isinstance(cursor, list)
        or len(cursor) != 2  # noqa: PLR2004  # direction and position
        or cursor[0] not in {FORWARD, BACKWARD, _FROM, _UP_TO}
        or not isinstance(cursor[1], list)
        or len(cursor[1]) != len(order.names)
    ):
        raise InvalidCursor
    return cursor[0], cursor[1]
