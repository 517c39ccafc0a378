"""Giving committed events their place in the order, and their deliveries.

Transactions commit out of order, so an event has no position while it is being
written. One sequencer at a time, under a lock that ends with its transaction,
numbers what is committed; readers who follow positions never miss one
(docs/decisions/0003).
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from events.models import Delivery, Event
from events.registry import consumers_by_kind

SEQUENCER_LOCK = 7_301_001
BATCH = 500

_NUMBER = """
    WITH pending AS MATERIALIZED (
        SELECT id, arrival FROM events_event
        WHERE position IS NULL AND kind = ANY(%s)
        ORDER BY arrival LIMIT %s
    ), numbered AS MATERIALIZED (
        SELECT id, nextval('events_event_position') AS position
        FROM (SELECT id FROM pending ORDER BY arrival) AS in_order
    )
    UPDATE events_event AS event SET position = numbered.position
    FROM numbered WHERE event.id = numbered.id
    RETURNING event.id, event.kind, event.not_before, event.private IS NOT NULL,
        event.position
"""

Row = tuple[UUID, str, datetime | None, bool, int]


def sequence_events(*, limit: int = BATCH) -> int:
    """Number up to `limit` committed events and create their deliveries.

    Returns how many there were; none when another sequencer is at it. Kinds that
    this process does not know are left to a newer one that does.
    """
    consumers = consumers_by_kind()
    with transaction.atomic():
        if not try_lock(SEQUENCER_LOCK):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_NUMBER, [list(consumers), limit])
            rows: list[Row] = cursor.fetchall()
        # RETURNING has no order, and deliveries are handed over in that of their ids.
        rows.sort(key=lambda row: row[-1])
        deliveries = [
            _delivery(event, consumer.name, not_before)
            for event, kind, not_before, *_ in rows
            for consumer in consumers[kind]
        ]
        Delivery.objects.bulk_create(deliveries, batch_size=BATCH)
        unread = [row[0] for row in rows if row[3] and not consumers[row[1]]]
        if unread:
            Event.objects.filter(pk__in=unread).update(private=None)
    return len(rows)


def _delivery(event: UUID, consumer: str, not_before: datetime | None) -> Delivery:
    """Return a delivery that is due at once, or when the event may be known."""
    if not_before is None:
        return Delivery(event_id=event, consumer=consumer)
    return Delivery(event_id=event, consumer=consumer, due_at=not_before)


def try_lock(number: int) -> bool:
    """Take a lock that ends with the transaction, unless somebody holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
