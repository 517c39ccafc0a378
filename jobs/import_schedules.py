"""The house-keeping of imports."""

from datetime import datetime, timedelta

from events.retention import repeat_batches
from events.schedule import Missed, register
from events.timetable import Every
from jobs.services.tidying_imports import (
    begin_waiting,
    end_lost,
    forget_names,
    forget_old,
    sweep_files,
)

ENOUGH = 20


@register(
    "jobs.imports",
    when=Every(timedelta(minutes=1)),
    missed=Missed.LATEST,
    seconds=60,
)
def keep_imports_going(slot: datetime) -> None:
    """End imports that nobody works on any more, and begin those that wait."""
    end_lost()
    begin_waiting()
    repeat_batches(forget_names, seconds=ENOUGH)


@register(
    "jobs.imports_prune",
    when=Every(timedelta(hours=1)),
    missed=Missed.LATEST,
    seconds=60,
)
def prune_imports(slot: datetime) -> None:
    """Remove files that nobody reads any more, and imports that are long over."""
    sweep_files()
    repeat_batches(forget_old, seconds=ENOUGH)
