"""When reports are asked for by the clock, and their house-keeping."""

from datetime import datetime, timedelta

from django.utils import timezone

from events.retention import repeat_batches
from events.schedule import Missed, register
from events.timetable import Every
from reports.services.scheduling import fire_due
from reports.services.tidying import (
    begin_waiting,
    end_lost,
    expire_outdated,
    forget_old,
    sweep_files,
)

ENOUGH = 20


@register(
    "reports.schedules",
    when=Every(timedelta(minutes=1)),
    missed=Missed.LATEST,
    seconds=60,
)
def ask_for_due(slot: datetime) -> None:
    """Ask for the reports of schedules whose time has come."""
    repeat_batches(lambda: fire_due(now=timezone.now()), seconds=ENOUGH)


@register(
    "reports.care", when=Every(timedelta(minutes=1)), missed=Missed.LATEST, seconds=60
)
def keep_reports_going(slot: datetime) -> None:
    """End reports that nobody builds any more, and begin those that wait."""
    end_lost()
    begin_waiting()


@register(
    "reports.prune",
    when=Every(timedelta(minutes=10)),
    missed=Missed.LATEST,
    seconds=60,
)
def prune_reports(slot: datetime) -> None:
    """Remove files whose time is over or that nobody has, and reports long over."""
    repeat_batches(expire_outdated, forget_old, seconds=ENOUGH)
    sweep_files()
