"""House-keeping of the kernel, which stands below the schedule and cannot ask it."""

from datetime import datetime, timedelta

from events.schedule import Missed, register
from events.timetable import Every
from kernel.idempotency import prune_answers
from kernel.limits import prune_windows


@register(
    "kernel.prune", when=Every(timedelta(minutes=10)), missed=Missed.LATEST, seconds=60
)
def prune(slot: datetime) -> None:
    """Remove idempotent answers after their day, and rate windows after theirs."""
    prune_answers()
    prune_windows()
