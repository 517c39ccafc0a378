"""House-keeping of the kernel, which stands below the schedule and cannot ask it."""

import time
from datetime import datetime, timedelta

from events.schedule import Missed, register
from events.timetable import Every
from kernel.idempotency import prune_answers
from kernel.limits import prune_windows

ENOUGH = 40
"""Seconds after which the rest is left to the next slot."""


@register(
    "kernel.prune", when=Every(timedelta(minutes=10)), missed=Missed.LATEST, seconds=60
)
def prune(slot: datetime) -> None:
    """Remove idempotent answers after their day, and rate windows after theirs."""
    until = time.monotonic() + ENOUGH
    for prune_batch in (prune_answers, prune_windows):
        while prune_batch() and time.monotonic() < until:
            pass
