"""How long the log is kept, and taking away what is older, a batch at a time."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Now

from events.models import Delivery, DeliveryState, Event, Probe, Slot

BATCH = 5_000
PRIVATE_AT_MOST = timedelta(days=7)
SLOTS_KEPT = timedelta(days=2)
PROBES_KEPT = timedelta(days=1)
ENOUGH = 40
"""Seconds, of the 60 that house-keeping may take, after which the rest can wait."""


def repeat_batches(*prune_batches: Callable[[], int], seconds: float = ENOUGH) -> None:
    """Call each until it finds nothing more, or until the time is used up.

    What is still there is left to the next slot; each is called once at least.
    """
    until = time.monotonic() + seconds
    for prune_batch in prune_batches:
        while prune_batch() and time.monotonic() < until:
            pass


def prune_log(*, limit: int = BATCH) -> int:
    """Delete the oldest delivered events past EVENTS_RETENTION_DAYS.

    An event with a delivery that is open or dead stays until that is settled.
    """
    unsettled = Delivery.objects.filter(event=OuterRef("pk")).exclude(
        state=DeliveryState.DELIVERED
    )
    kept = timedelta(days=settings.EVENTS_RETENTION_DAYS)
    old = (
        Event.objects.filter(position__isnull=False, recorded_at__lt=Now() - kept)
        .filter(~Exists(unsettled))
        .order_by("position")[:limit]
    )
    ids = list(old.values_list("pk", flat=True))
    Delivery.objects.filter(event__in=ids).delete()
    return Event.objects.filter(pk__in=ids).delete()[0]


def wipe_old_private(*, limit: int = BATCH) -> int:
    """Wipe private parts that outlived any use, those of dead letters too."""
    old = Event.objects.filter(
        private__isnull=False, recorded_at__lt=Now() - PRIVATE_AT_MOST
    ).exclude(not_before__gt=Now() - PRIVATE_AT_MOST)[:limit]
    ids = list(old.values_list("pk", flat=True))
    return Event.objects.filter(pk__in=ids).update(private=None)


def prune_slots() -> int:
    """Delete old slots, but never the latest of an entry: it says where to go on."""
    latest = Slot.objects.values("name").annotate(last=Max("slot_at"))
    keep = [row["last"] for row in latest]
    old = Slot.objects.filter(created_at__lt=Now() - SLOTS_KEPT)
    return old.exclude(slot_at__in=keep).delete()[0]


def prune_probes() -> int:
    """Delete the effects of old probes."""
    return Probe.objects.filter(delivered_at__lt=Now() - PROBES_KEPT).delete()[0]
