"""The house-keeping of jobs."""

import time
from datetime import datetime, timedelta

from events.schedule import Missed, register
from events.timetable import Every
from jobs.services.expiry import BATCH, expire_lapsed

ENOUGH = 5
"""Seconds after which the rest is left to the next slot: it is one transaction, and
whoever wants to reopen a job that it holds waits for it."""


@register(
    "jobs.expire", when=Every(timedelta(minutes=1)), missed=Missed.LATEST, seconds=60
)
def expire(slot: datetime) -> None:
    """Expire jobs whose time has run out, as many as there are time for."""
    until = time.monotonic() + ENOUGH
    while expire_lapsed() == BATCH and time.monotonic() < until:
        pass
