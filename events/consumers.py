"""What the log itself consumes."""

from datetime import datetime

from events.kinds import PROBE
from events.models import Delivery, Probe
from events.registry import consumer


@consumer("events.probe", kinds=[PROBE.name])
def note_probe(delivery: Delivery) -> None:
    """Note that a probe came through the whole chain, once."""
    event = delivery.event
    Probe.objects.create(
        event=event.pk, recorded_at=datetime.fromisoformat(event.payload["sent_at"])
    )
