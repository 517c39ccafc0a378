"""The house-keeping of applications and résumés."""

from datetime import datetime, timedelta

from applications.services.resume_tidying import (
    drop_unwanted,
    scan_waiting,
    sweep_files,
)
from applications.services.retaining import erase_batch
from events.registry import SLOW
from events.retention import repeat_batches
from events.schedule import Missed, register
from events.timetable import Every

ENOUGH = 20


@register(
    "applications.resumes_scan",
    when=Every(timedelta(minutes=5)),
    missed=Missed.LATEST,
    seconds=60,
)
def scan_resumes(slot: datetime) -> None:
    """Have résumés scanned that wait for long; a safeguard, no more."""
    scan_waiting()


@register(
    "applications.resumes_prune",
    when=Every(timedelta(hours=1)),
    missed=Missed.LATEST,
    seconds=60,
)
def prune_resumes(slot: datetime) -> None:
    """Remove files that no row names, and what nobody has any more."""
    sweep_files()
    repeat_batches(drop_unwanted, seconds=ENOUGH)


@register(
    "applications.retention",
    when=Every(timedelta(hours=1)),
    missed=Missed.LATEST,
    queue=SLOW,
    seconds=120,
)
def erase_applications(slot: datetime) -> None:
    """Begin to erase what companies have kept for as long as they keep it."""
    erase_batch()
