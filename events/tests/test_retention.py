"""What is past its retention goes, and nothing that is still needed."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models.functions import Now

from events.models import Delivery, DeliveryState, Event, Probe, Slot, SlotOutcome
from events.retention import (
    prune_log,
    prune_probes,
    prune_slots,
    repeat_batches,
    wipe_old_private,
)
from events.schedules import prune, send_probe
from events.tests.conftest import deliver_all, ignore, record, sequence_all

pytestmark = pytest.mark.django_db(transaction=True)
LONG = timedelta(days=400)


def age_everything():
    Event.objects.update(recorded_at=Now() - LONG)
    Slot.objects.update(created_at=Now() - LONG)
    Probe.objects.update(delivered_at=Now() - LONG)


def test_old_delivered_events_go_a_batch_at_a_time(kind, consume):
    consume(ignore, kind=kind)
    for number in range(5):
        record(kind, number=number)
    deliver_all()
    assert prune_log() == 0
    age_everything()
    assert prune_log(limit=2) == 2
    assert prune_log() == 3
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("state", [DeliveryState.WAITING, DeliveryState.DEAD])
def test_what_is_not_settled_stays(kind, consume, state):
    consume(ignore, kind=kind)
    record(kind, number=1)
    sequence_all()
    closed = Now() if state == DeliveryState.DEAD else None
    Delivery.objects.update(state=state, finished_at=closed)
    age_everything()
    assert prune_log() == 0


def test_what_no_relay_has_seen_stays(kind):
    record(kind, number=1)
    age_everything()
    assert prune_log() == 0


def test_private_parts_do_not_outlive_their_use(secret_kind, consume):
    consume(ignore, kind=secret_kind)
    event = record(secret_kind, number=1, token="s3cret")
    sequence_all()
    assert wipe_old_private() == 0
    age_everything()
    assert wipe_old_private() == 1
    event.refresh_from_db()
    assert event.private is None


def test_the_private_part_of_what_is_yet_to_come_stays(secret_kind, consume):
    consume(ignore, kind=secret_kind)
    record(secret_kind, number=1, token="s3cret")
    age_everything()
    Event.objects.update(not_before=Now() + LONG)
    assert wipe_old_private() == 0


def test_the_latest_slot_of_an_entry_stays():
    for day in (1, 2, 3):
        Slot.objects.create(
            name="old", slot_at=f"2020-01-0{day}T00:00Z", outcome=SlotOutcome.FIRED
        )
    age_everything()
    assert prune_slots() == 2
    assert Slot.objects.get().slot_at.day == 3


def test_old_probes_go():
    Probe.objects.create(event="0" * 32, recorded_at=Now())
    assert prune_probes() == 0
    age_everything()
    assert prune_probes() == 1


def test_house_keeping_goes_on_until_nothing_is_left():
    left = {"a": 3, "b": 0, "c": 2}

    def batch(name):
        found = left[name]
        left[name] = max(0, found - 1)
        return found

    repeat_batches(*(partial(batch, name) for name in left))
    assert not any(left.values())


def test_house_keeping_ends_when_its_time_is_used_up():
    calls = []
    repeat_batches(
        lambda: calls.append("a") or 1, lambda: calls.append("b") or 1, seconds=0
    )
    assert calls == ["a", "b"]


def test_one_slot_takes_more_than_one_batch(kind, consume, monkeypatch):
    consume(ignore, kind=kind)
    for number in range(3):
        record(kind, number=number)
    deliver_all()
    age_everything()
    one = partial(prune_log, limit=1)
    monkeypatch.setattr("events.schedules.prune_log", one)
    prune(None)
    assert not Event.objects.exists()


def test_the_house_keeping_entries_run(kind):
    Event.objects.all().delete()
    prune(None)
    with transaction.atomic():
        send_probe(None)
    assert deliver_all() == 1
    assert Probe.objects.count() == 1
