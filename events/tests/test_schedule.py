"""The schedule: each slot once, with many schedulers, late ones by rule."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from events import registry, schedule
from events.beat import Scheduler
from events.models import Event, Slot, SlotOutcome
from events.schedule import Missed, fire_due_slots
from events.tests.conftest import deliver_all
from events.tests.test_order import in_thread
from events.timetable import Every
from jobboard.celery import app

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def entry():
    """Register an entry that is due each minute; its runs are collected."""
    names, runs = [], []

    def register(name="test.entry", *, missed=Missed.EACH):
        every_minute = Every(timedelta(minutes=1))
        schedule.register(name, when=every_minute, missed=missed)(runs.append)
        names.append(name)
        fire_due_slots(now=NOON)
        return runs

    yield register
    for name in names:
        schedule.forget(name)
        registry.forget(f"schedule.{name}")


def events():
    return Event.objects.filter(kind="schedule.test.entry").count()


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def test_an_entry_begins_when_it_is_first_seen(entry):
    entry()
    assert events() == 0
    assert Slot.objects.get(name="test.entry").outcome == SlotOutcome.BEGAN


def test_a_slot_is_fired_once_and_run_once(entry):
    runs = entry()
    for _ in range(3):
        fire_due_slots(now=after(1))
    assert events() == 1
    deliver_all()
    deliver_all()
    assert runs == [after(1)]


def test_many_schedulers_fire_a_hundred_slots_once_each(entry):
    runs = entry()

    def beat():
        for minute in range(1, 101):
            fire_due_slots(now=after(minute))

    for thread in [in_thread(beat) for _ in range(4)]:
        thread.join(60)
    fire_due_slots(now=after(100))
    assert events() == 100
    deliver_all()
    assert sorted(runs) == [after(minute) for minute in range(1, 101)]


def test_a_slot_row_can_exist_only_once(entry):
    entry()
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(name="test.entry", slot_at=NOON, outcome=SlotOutcome.FIRED)


@pytest.mark.parametrize(
    ("missed", "fired"), [(Missed.EACH, 5), (Missed.LATEST, 1), (Missed.SKIP, 1)]
)
def test_missed_slots_follow_the_rule_of_their_entry(entry, missed, fired):
    entry(missed=missed)
    fire_due_slots(now=after(5))
    assert events() == fired


def test_a_slot_that_is_more_than_a_minute_late_is_skipped_by_rule():
    entry = schedule.Entry(
        name="hourly", when=Every(timedelta(hours=1)), missed=Missed.SKIP
    )
    assert entry.due(NOON, after(62)) == [(after(60), SlotOutcome.SKIPPED)]
    assert entry.due(NOON, after(60.5)) == [(after(60), SlotOutcome.FIRED)]


def test_a_scheduler_that_died_in_the_middle_leaves_no_half(entry, monkeypatch):
    entry()

    def die(**kwargs):
        raise SystemExit

    monkeypatch.setattr(schedule, "record_event", die)
    with pytest.raises(SystemExit):
        fire_due_slots(now=after(1))
    monkeypatch.undo()
    assert Slot.objects.filter(name="test.entry").count() == 1
    fire_due_slots(now=after(1))
    assert events() == 1


def test_celery_beat_uses_our_scheduler(entry):
    entry()
    Slot.objects.filter(name="test.entry").update(slot_at=after(-(10**6)))
    assert app.conf.beat_scheduler == "events.beat:Scheduler"
    assert 0 < Scheduler(app=app).tick() <= 5
    assert events() > 0
