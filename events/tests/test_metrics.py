"""The figures that an operator alarms on."""

import pytest
from django.db.models.functions import Now
from prometheus_client import CollectorRegistry, generate_latest

from events.metrics import figures
from events.models import Delivery, DeliveryState, Probe, Slot, SlotOutcome
from events.tests.conftest import deliver_all, ignore, record, sequence_all

pytestmark = pytest.mark.django_db(transaction=True)


class Source:
    def collect(self):
        return figures()


def scrape():
    """Return the figures as `name{labels}` to value, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(Source())
    lines = generate_latest(registry).decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def fail(delivery):
    raise RuntimeError


def test_depth_and_age_of_the_outbox(kind):
    assert scrape()["jobboard_outbox_depth"] == 0
    record(kind, number=1)
    found = scrape()
    assert found["jobboard_outbox_depth"] == 1
    assert found["jobboard_outbox_age_seconds"] > 0


def test_deliveries_by_consumer_and_state(kind, consume):
    consume(fail, kind=kind)
    record(kind, number=1)
    deliver_all()
    Delivery.objects.update(due_at="2020-01-01T00:00Z")
    found, labels = scrape(), '{consumer="test.consumer",state="waiting"}'
    assert found["jobboard_deliveries" + labels] == 1
    assert found["jobboard_deliveries_failing" + labels] == 1
    assert found["jobboard_delivery_attempts" + labels] == 1
    assert found["jobboard_deliveries_overdue_seconds" + labels] > 1000


def test_dead_letters(kind, consume):
    consume(ignore, kind=kind)
    record(kind, number=1)
    sequence_all()
    Delivery.objects.update(state=DeliveryState.DEAD, finished_at=Now())
    assert scrape()['jobboard_dead_letters{consumer="test.consumer"}'] == 1


def test_a_schedule_that_nobody_runs_is_late():
    Slot.objects.create(
        name="events.prune", slot_at="2026-01-01T00:00Z", outcome=SlotOutcome.FIRED
    )
    lag = scrape()['jobboard_schedule_lag_seconds{entry="events.prune"}']
    assert lag > 0


def test_when_the_chain_last_worked():
    assert "jobboard_chain_age_seconds" not in scrape()
    Probe.objects.create(event="0" * 32, recorded_at=Now())
    assert 0 <= scrape()["jobboard_chain_age_seconds"] < 60
