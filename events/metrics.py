"""Figures about the log, taken from PostgreSQL when somebody scrapes."""

from collections.abc import Iterable

from django.db import connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from events.moment import database_now
from events.schedule import all_entries, last_slots

_OUTBOX = """
    SELECT count(*), coalesce(extract(epoch FROM now() - min(recorded_at)), 0)
    FROM events_event WHERE position IS NULL
"""
_OPEN = """
    SELECT consumer, state, count(*),
           coalesce(extract(epoch FROM max(now() - due_at)
                            FILTER (WHERE due_at <= now())), 0),
           sum(attempts), count(*) FILTER (WHERE attempts > 0 AND state <> 'running')
    FROM events_delivery WHERE state IN ('waiting', 'handed', 'running')
    GROUP BY consumer, state
"""
_DEAD = """
    SELECT consumer, count(*) FROM events_delivery WHERE state = 'dead'
    GROUP BY consumer
"""
_PROBE = """
    SELECT extract(epoch FROM now() - max(delivered_at)) FROM events_probe
"""


def figures() -> Iterable[Metric]:
    """Yield depth and age of outbox and deliveries, dead letters, schedule, chain."""
    yield from _outbox()
    yield from _deliveries()
    yield from _dead_letters()
    yield _schedule()
    yield from _probe()


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _gauge(name: str, text: str, value: object) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"jobboard_{name}", text, value=float(str(value)))


def _outbox() -> Iterable[Metric]:
    """How much is committed and not yet sequenced."""
    [(depth, age)] = _rows(_OUTBOX)
    yield _gauge("outbox_depth", "Events that no relay has sequenced yet.", depth)
    yield _gauge("outbox_age_seconds", "Age of the oldest of them.", age)


def _deliveries() -> Iterable[Metric]:
    """What is on its way to each consumer, and for how long it has been due."""
    depth = GaugeMetricFamily(
        "jobboard_deliveries", "Open deliveries.", labels=["consumer", "state"]
    )
    late = GaugeMetricFamily(
        "jobboard_deliveries_overdue_seconds",
        "How long the most overdue delivery has been due.",
        labels=["consumer", "state"],
    )
    runs = GaugeMetricFamily(
        "jobboard_delivery_attempts",
        "Runs that open deliveries have had so far.",
        labels=["consumer", "state"],
    )
    failing = GaugeMetricFamily(
        "jobboard_deliveries_failing",
        "Open deliveries that failed and will be tried again.",
        labels=["consumer", "state"],
    )
    for consumer, state, *values in _rows(_OPEN):
        labels = [str(consumer), str(state)]
        for family, value in zip((depth, late, runs, failing), values, strict=True):
            family.add_metric(labels, float(str(value)))
    yield from (depth, late, runs, failing)


def _dead_letters() -> Iterable[Metric]:
    """What could not be delivered and waits for a person."""
    dead = GaugeMetricFamily(
        "jobboard_dead_letters",
        "Deliveries that failed five times.",
        labels=["consumer"],
    )
    for consumer, count in _rows(_DEAD):
        dead.add_metric([str(consumer)], float(str(count)))
    yield dead


def _schedule() -> Metric:
    """How late the schedule is: a slot that is due and was not written."""
    lag = GaugeMetricFamily(
        "jobboard_schedule_lag_seconds",
        "Age of the oldest due slot that no scheduler wrote.",
        labels=["entry"],
    )
    now, last = database_now(), last_slots()
    for entry in all_entries():
        if entry.name in last:
            due = entry.when.slots(last[entry.name], now, most=500)
            late = (now - due[0]).total_seconds() if due else 0.0
            lag.add_metric([entry.name], late)
    return lag


def _probe() -> Iterable[Metric]:
    """When the whole chain last worked from end to end."""
    [(age,)] = _rows(_PROBE)
    if age is not None:
        yield _gauge(
            "chain_age_seconds", "Since a probe last came through the chain.", age
        )
