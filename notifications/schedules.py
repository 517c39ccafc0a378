"""The house-keeping of notifications."""

from datetime import datetime, timedelta

from events.retention import repeat_batches
from events.schedule import Missed, register
from events.timetable import Every
from notifications.services import prune_notifications


@register(
    "notifications.prune",
    when=Every(timedelta(hours=1)),
    missed=Missed.LATEST,
    seconds=60,
)
def prune(slot: datetime) -> None:
    """Remove notifications that are read and half a year old, or a year old."""
    repeat_batches(prune_notifications)
