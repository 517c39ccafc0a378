"""Deliveries that had all their runs: looking at them, replaying, dropping."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from events.delivering import wipe_private
from events.models import Delivery, DeliveryState
from events.moment import database_now


def replay_dead(deliveries: Sequence[UUID]) -> int:
    """Give dead letters five new runs, beginning now; return how many were dead."""
    return (
        Delivery.objects.dead()
        .filter(pk__in=deliveries)
        .update(
            state=DeliveryState.WAITING,
            attempts=0,
            postponed=0,
            handovers=0,
            due_at=database_now(),
            finished_at=None,
            last_error="",
        )
    )


@transaction.atomic
def drop_dead(deliveries: Sequence[UUID]) -> int:
    """Remove dead letters for good, with what was private in their events."""
    rows = list(Delivery.objects.dead().select_for_update().filter(pk__in=deliveries))
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for event in {row.event_id for row in rows}:
        wipe_private(event)
    return len(rows)
