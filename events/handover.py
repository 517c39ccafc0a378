"""Choosing what the broker is told next, under leases and within a window.

A message is a hint and may be lost: a delivery that was handed over and never
begun is due again when its lease ends. The window keeps the broker's queue
short, so that a lease means lost, not late.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from events.models import DeliveryState
from events.registry import Consumer, all_consumers

WINDOW = 500
LEASE_SECONDS = 10
MOST_DOUBLINGS = 4
PAUSE_AFTER_REFUSAL = 2

_TAKE = """
    WITH room AS MATERIALIZED (
        SELECT GREATEST(0, %(window)s - count(*)) AS places FROM events_delivery
        WHERE state = 'handed' AND due_at > now() AND consumer = ANY(%(names)s)
    ), due AS MATERIALIZED (
        SELECT id FROM events_delivery
        WHERE state IN ('waiting', 'handed', 'running')
          AND due_at <= now() AND consumer = ANY(%(names)s)
        ORDER BY due_at LIMIT (SELECT places FROM room)
        FOR UPDATE SKIP LOCKED
    )
    UPDATE events_delivery AS delivery SET
        state = 'handed',
        handovers = handovers + 1,
        due_at = now() + make_interval(
            secs => %(lease)s * (1 << LEAST(handovers, %(doublings)s)))
    FROM due WHERE delivery.id = due.id
    RETURNING delivery.id, delivery.consumer
"""


def take_due(queue: str) -> list[tuple[UUID, Consumer]]:
    """Lease what is due on a queue, as far as its window has room, oldest first.

    What a worker is running is locked and therefore not seen; what it was running
    when it died is.
    """
    consumers = {each.name: each for each in all_consumers() if each.queue == queue}
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "window": WINDOW,
                "names": list(consumers),
                "lease": LEASE_SECONDS,
                "doublings": MOST_DOUBLINGS,
            },
        )
        rows = cursor.fetchall()
    # UUIDv7: ids in order are deliveries in the order of their events.
    return [(pk, consumers[name]) for pk, name in sorted(rows)]


def give_back(deliveries: Iterable[UUID]) -> None:
    """Make due again, after a breath, what the broker did not take."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET state = %s, handovers = handovers - 1,"
            " due_at = now() + make_interval(secs => %s)"
            " WHERE id = ANY(%s) AND state = 'handed' AND handovers > 0",
            [DeliveryState.WAITING, PAUSE_AFTER_REFUSAL, list(deliveries)],
        )
