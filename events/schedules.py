"""The log's own house-keeping."""

from datetime import datetime, timedelta

from events.moment import database_now
from events.retention import (
    prune_log,
    prune_probes,
    prune_slots,
    repeat_batches,
    wipe_old_private,
)
from events.schedule import Missed, register
from events.services import record_event
from events.timetable import Every


@register("events.probe", when=Every(timedelta(minutes=1)), missed=Missed.SKIP)
def send_probe(slot: datetime) -> None:
    """Try the whole chain once a minute; /metrics shows when one last came through."""
    record_event(
        kind="events.probe",
        actor="system",
        subject="system",
        audience=[],
        payload={"sent_at": database_now().isoformat()},
    )


@register(
    "events.prune", when=Every(timedelta(minutes=10)), missed=Missed.LATEST, seconds=60
)
def prune(slot: datetime) -> None:
    """Remove what is past its retention, as many batches as there is time for."""
    repeat_batches(wipe_old_private, prune_slots, prune_probes, prune_log)
