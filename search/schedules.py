"""The house-keeping of search."""

from datetime import datetime, timedelta

from events.registry import SLOW
from events.schedule import Missed, register
from events.timetable import Every
from search.services.asked import keep_searches, prune_searches
from search.services.counting import count_words
from search.services.rebuilding import has_stale, want_catching_up


@register(
    "search.count_words",
    when=Every(timedelta(minutes=10)),
    missed=Missed.LATEST,
    queue=SLOW,
    seconds=300,
)
def count(slot: datetime) -> None:
    """Count how common words are, when the board has changed since."""
    count_words()


@register(
    "search.catch_up",
    when=Every(timedelta(minutes=1)),
    missed=Missed.LATEST,
    seconds=60,
)
def follow_companies(slot: datetime) -> None:
    """See to it that jobs show what has become of a company that has many of them."""
    if has_stale():
        want_catching_up()


@register(
    "search.keep_searches",
    when=Every(timedelta(minutes=5)),
    missed=Missed.LATEST,
    seconds=60,
)
def keep(slot: datetime) -> None:
    """Keep what people looked for today, by term."""
    keep_searches(now=slot)
    prune_searches(now=slot)
