"""Running one delivery: counted before it runs, its effect and its mark in one commit.

While a run lasts it holds the lock of its row; that lock is the lease. It falls
with the process, the connection or, for a frozen worker, with the server's
time-out for idle transactions, and then the relay sees the row again.
"""

import logging
import secrets
import traceback
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from events.models import Delivery, DeliveryState, Event
from events.moment import database_now
from events.registry import Consumer, NotNow, all_consumers, find_consumer
from kernel.problems import Unavailable

logger = logging.getLogger(__name__)

MOST_RUNS = 5
SECONDS_TO_BEGIN = 5
SECONDS_OVER = 15
BACK_OFF = (5, 30, 120, 300)
LONGEST_ERROR = 300

_CLAIM = """
    UPDATE events_delivery SET
        state = CASE WHEN attempts - postponed >= %(most)s
                     THEN 'dead' ELSE 'running' END,
        finished_at = CASE WHEN attempts - postponed >= %(most)s THEN now() END,
        last_error = CASE WHEN attempts - postponed >= %(most)s AND last_error = ''
                          THEN 'the process died while running it'
                          ELSE last_error END,
        attempts = attempts + CASE WHEN attempts - postponed >= %(most)s
                                   THEN 0 ELSE 1 END,
        handovers = 0,
        due_at = now() + make_interval(secs => %(begin)s)
    WHERE id = (
        SELECT id FROM events_delivery
        WHERE id = %(id)s AND consumer = ANY(%(known)s) AND (
            state = 'handed'
            OR state IN ('waiting', 'running') AND due_at <= now())
        FOR UPDATE SKIP LOCKED
    )
    RETURNING consumer, state, attempts
"""


@dataclass(frozen=True)
class Claim:
    """A run that was counted and may begin; `attempt` fences it."""

    delivery: UUID
    consumer: Consumer
    attempt: int


def deliver(delivery: UUID) -> bool:
    """Run a delivery that is due and not being run; say whether it was delivered.

    Safe to call twice, at once, late, or for what is gone: whoever comes second
    finds nothing to do.
    """
    try:
        claim = claim_run(delivery)
    except (OperationalError, InterfaceError):
        # The connection is kept between deliveries; the server restarted meanwhile.
        connection.close()
        claim = claim_run(delivery)
    if claim is None:
        return False
    try:
        return run_claimed(claim)
    except Exception as error:  # noqa: BLE001  # whatever a consumer raises is counted
        put_back(claim, error)
    return False


def claim_run(delivery: UUID) -> Claim | None:
    """Count a run and take it, or bury a delivery that has had its runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "id": delivery,
                "most": MOST_RUNS,
                "begin": SECONDS_TO_BEGIN,
                "known": [each.name for each in all_consumers()],
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    name, state, attempt = row
    if state == DeliveryState.DEAD:
        _mourn(delivery, name, "the process died while running it")
        return None
    consumer = find_consumer(name)
    return Claim(delivery, consumer, attempt) if consumer else None


def run_claimed(claim: Claim) -> bool:
    """Run the consumer and mark its delivery in one transaction, unless fenced off."""
    with transaction.atomic():
        _set_time_limits(claim.consumer.seconds)
        delivery = _mine(claim)
        if delivery is None:
            return False
        claim.consumer.run(delivery)
        delivery.state = DeliveryState.DELIVERED
        delivery.finished_at = database_now()
        delivery.last_error = ""
        delivery.save(update_fields=["state", "finished_at", "last_error"])
        if delivery.event.private is not None:
            wipe_private(delivery.event_id)
    return True


def _set_time_limits(seconds: int) -> None:
    """Let this transaction live as long as its consumer may run, and no longer.

    The server ends a transaction that its client left idle, so a frozen worker
    loses its lock and can never commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true),"
            " set_config('idle_in_transaction_session_timeout', %s, true)",
            [f"{seconds}s", f"{seconds + SECONDS_OVER}s"],
        )


def wipe_private(event: UUID) -> None:
    """Wipe an event's private part once none of its deliveries is open or dead."""
    Event.objects.select_for_update(no_key=True).filter(pk=event).first()
    pending = Delivery.objects.filter(event=event).exclude(
        state=DeliveryState.DELIVERED
    )
    if not pending.exists():
        Event.objects.filter(pk=event).update(private=None)


def put_back(claim: Claim, error: Exception) -> None:
    """Note a failed run: it waits for the next one, or is buried after the last.

    A run that met what is away does not count: the world was away, not the event bad.
    """
    is_away = isinstance(error, (NotNow, Unavailable))
    with transaction.atomic():
        row = _mine(claim)
        if row is None:
            return
        row.postponed += is_away
        row.last_error = describe(error)
        runs = row.attempts - row.postponed
        wait = back_off(row.postponed if is_away else runs)
        buried = runs >= MOST_RUNS
        row.state = DeliveryState.DEAD if buried else DeliveryState.WAITING
        now = database_now()
        row.due_at = now + timedelta(seconds=wait)
        row.finished_at = now if buried else None
        row.save(
            update_fields=["state", "postponed", "last_error", "due_at", "finished_at"]
        )
    if buried:
        _mourn(claim.delivery, claim.consumer.name, row.last_error)
    else:
        logger.warning(
            "delivery_failed",
            extra={
                "delivery": str(claim.delivery),
                "consumer": claim.consumer.name,
                "run": row.attempts,
                "again_in_seconds": round(wait),
                "why": row.last_error,
            },
        )


def _mine(claim: Claim) -> Delivery | None:
    """Lock and return the delivery of this run, unless another run has taken over."""
    return (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event")
        .filter(pk=claim.delivery, state=DeliveryState.RUNNING, attempts=claim.attempt)
        .first()
    )


def _mourn(delivery: UUID, consumer: str, error: str) -> None:
    """Say loudly that a delivery is now a dead letter."""
    logger.error(
        "delivery_is_dead",
        extra={"delivery": str(delivery), "consumer": consumer, "why": error},
    )


def back_off(failures: int) -> float:
    """Return how long to wait after so many failures: longer each time, jittered."""
    base = BACK_OFF[min(failures, len(BACK_OFF)) - 1]
    return base * (0.75 + secrets.randbelow(500) / 1000)


def describe(error: BaseException) -> str:
    """Name an error and the place it came from; never its text, which may be personal.

    Of the places on its way the last one in our own files is the telling one.
    """
    cause = error.__cause__ or error
    frames = traceback.extract_tb(cause.__traceback__ or error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(settings.BASE_DIR)]
    kind = type(cause)
    text = f"{kind.__module__}.{kind.__qualname__}"
    if ours or frames:
        frame = (ours or frames)[-1]
        text += f" at {Path(frame.filename).name}:{frame.lineno}"
    return text[:LONGEST_ERROR]
