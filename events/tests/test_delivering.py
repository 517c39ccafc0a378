"""Delivering: counted before it runs, once in effect, five runs at most."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from events import delivering
from events.delivering import MOST_RUNS, claim_run, deliver, put_back, run_claimed
from events.models import Delivery, DeliveryState, Probe
from events.registry import NotNow
from events.tests.conftest import (
    deliver_all,
    ignore,
    make_due,
    only_delivery,
    record,
    sequence_all,
)
from events.tests.test_order import in_thread
from kernel.problems import Unavailable

pytestmark = pytest.mark.django_db(transaction=True)


def effect(delivery):
    Probe.objects.create(
        event=delivery.event_id, recorded_at=delivery.event.recorded_at
    )


def fail(delivery):
    effect(delivery)
    raise RuntimeError("dana@example.org")


def test_effect_and_mark_are_committed_together(kind, consume):
    consume(effect, kind=kind)
    record(kind, number=1)
    assert deliver_all() == 1
    assert Probe.objects.count() == 1
    delivery = only_delivery()
    assert delivery.state == DeliveryState.DELIVERED
    assert delivery.attempts == 1
    assert delivery.finished_at is not None


def test_a_hint_that_comes_again_finds_nothing_to_do(kind, consume):
    consume(effect, kind=kind)
    record(kind, number=1)
    deliver_all()
    assert not deliver(only_delivery().pk)
    assert Probe.objects.count() == 1


def test_twenty_hints_at_once_have_one_effect(kind, consume):
    consume(effect, kind=kind)
    record(kind, number=1)
    sequence_all()
    pk = only_delivery().pk
    gate, done = threading.Barrier(20), []

    def hinted():
        gate.wait(10)
        done.append(deliver(pk))

    threads = [in_thread(hinted) for _ in range(20)]
    for thread in threads:
        thread.join(20)
    assert sum(done) == 1
    assert Probe.objects.count() == 1


def test_a_failed_run_leaves_no_effect_and_waits_longer_each_time(kind, consume):
    consume(fail, kind=kind)
    record(kind, number=1)
    sequence_all()
    waits = []
    for run in range(1, MOST_RUNS):
        assert not deliver(only_delivery().pk)
        delivery = only_delivery()
        assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, run)
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            waits.append((delivery.due_at - cursor.fetchone()[0]).total_seconds())
        assert not deliver(delivery.pk)
        assert only_delivery().attempts == run, "a hint within the back-off ran it"
        make_due()
    assert waits == sorted(waits)
    assert waits[0] > 3
    assert not Probe.objects.exists()


def test_after_five_runs_it_is_a_dead_letter_and_an_alarm(kind, consume, caplog):
    runs = []
    consume(lambda delivery: runs.append(1) or fail(delivery), kind=kind)
    record(kind, number=1)
    for _ in range(9):
        deliver_all()
        make_due()
    assert len(runs) == MOST_RUNS
    delivery = only_delivery()
    assert delivery.state == DeliveryState.DEAD
    assert "RuntimeError at test_delivering.py" in delivery.last_error
    [alarm] = [entry for entry in caplog.records if entry.levelname == "ERROR"]
    assert alarm.getMessage() == "delivery_is_dead"
    assert alarm.delivery == str(delivery.pk)
    assert (alarm.consumer, alarm.why) == ("test.consumer", delivery.last_error)
    failed = [entry for entry in caplog.records if entry.msg == "delivery_failed"]
    assert [entry.run for entry in failed] == [1, 2, 3, 4]
    assert {entry.delivery for entry in failed} == {str(delivery.pk)}
    said = str([vars(entry) for entry in caplog.records])
    assert "dana@example.org" not in said + delivery.last_error


def test_a_run_whose_process_died_was_counted(kind, consume):
    ran = []
    consume(ran.append, kind=kind)
    record(kind, number=1)
    sequence_all()
    for attempt in range(1, MOST_RUNS + 1):
        claim = claim_run(only_delivery().pk)
        assert claim.attempt == attempt
        make_due()
    assert claim_run(only_delivery().pk) is None
    assert only_delivery().state == DeliveryState.DEAD
    assert only_delivery().last_error == "the process died while running it"
    assert not ran


def test_a_thawed_run_that_was_taken_over_cannot_commit(kind, consume):
    consume(effect, kind=kind)
    record(kind, number=1)
    sequence_all()
    frozen = claim_run(only_delivery().pk)
    make_due()
    assert deliver(only_delivery().pk)
    assert not run_claimed(frozen)
    assert Probe.objects.count() == 1


def test_a_run_that_another_has_overtaken_does_not_begin(kind, consume):
    consume(effect, kind=kind)
    record(kind, number=1)
    sequence_all()
    frozen = claim_run(only_delivery().pk)
    make_due()
    second = claim_run(only_delivery().pk)
    assert not run_claimed(frozen)
    put_back(frozen, RuntimeError())
    assert only_delivery().state == DeliveryState.RUNNING
    assert run_claimed(second)
    assert Probe.objects.count() == 1


def test_a_late_failure_of_a_run_that_was_taken_over_changes_nothing(kind, consume):
    consume(effect, kind=kind)
    record(kind, number=1)
    sequence_all()
    frozen = claim_run(only_delivery().pk)
    make_due()
    assert deliver(only_delivery().pk)
    put_back(frozen, RuntimeError())
    assert only_delivery().state == DeliveryState.DELIVERED


def test_a_row_that_is_being_run_is_invisible_to_others(kind, consume, monkeypatch):
    monkeypatch.setattr(delivering, "SECONDS_TO_BEGIN", 0)
    began, go_on = threading.Event(), threading.Event()

    def slow(delivery):
        began.set()
        go_on.wait(10)
        effect(delivery)

    consume(slow, kind=kind)
    record(kind, number=1)
    sequence_all()
    pk = only_delivery().pk
    first = in_thread(lambda: deliver(pk))
    assert began.wait(10)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM events_delivery"
            " FOR UPDATE SKIP LOCKED) AS seen"
        )
        assert cursor.fetchone()[0] == 0
    assert not deliver(pk)
    go_on.set()
    first.join(10)
    assert Probe.objects.count() == 1
    assert only_delivery().attempts == 1


def test_the_server_ends_the_transaction_of_a_frozen_worker(kind, consume, monkeypatch):
    monkeypatch.setattr(delivering, "SECONDS_OVER", -4)  # 5 s of its own, less 4

    def freeze(delivery):
        effect(delivery)
        threading.Event().wait(2)

    consume(freeze, kind=kind)
    record(kind, number=1)
    sequence_all()
    assert not deliver(only_delivery().pk)
    assert not Probe.objects.exists()
    assert only_delivery().state == DeliveryState.WAITING


@pytest.mark.parametrize("problem", [NotNow, Unavailable])
def test_when_the_world_is_away_the_runs_do_not_count(kind, consume, problem):
    def away(delivery):
        try:
            raise ConnectionRefusedError
        except OSError as error:
            raise problem from error

    consume(away, kind=kind)
    record(kind, number=1)
    for _ in range(MOST_RUNS + 3):
        deliver_all()
        make_due()
    delivery = only_delivery()
    assert delivery.state == DeliveryState.WAITING
    assert delivery.postponed == MOST_RUNS + 3
    assert delivery.last_error.startswith("builtins.ConnectionRefusedError at ")


def test_the_private_part_is_wiped_when_the_last_consumer_is_done(secret_kind, consume):
    consume(ignore, kind=secret_kind, name="test.first")
    consume(fail, kind=secret_kind, name="test.second")
    event = record(secret_kind, number=1, token="s3cret")
    deliver_all()
    event.refresh_from_db()
    assert event.private == {"token": "s3cret"}
    Delivery.objects.filter(consumer="test.second").update(consumer="test.first2")
    consume(effect, kind=secret_kind, name="test.first2")
    make_due()
    deliver_all()
    event.refresh_from_db()
    assert event.private is None


def test_two_last_consumers_at_once_still_wipe(secret_kind, consume):
    gate = threading.Barrier(2)
    for name in ("test.left", "test.right"):
        consume(lambda _: gate.wait(10), kind=secret_kind, name=name)
    event = record(secret_kind, number=1, token="s3cret")
    sequence_all()
    pks = list(Delivery.objects.values_list("pk", flat=True))
    for thread in [in_thread(lambda pk=pk: deliver(pk)) for pk in pks]:
        thread.join(10)
    event.refresh_from_db()
    assert event.private is None


def test_a_consumer_that_breaks_a_constraint_fails_like_any_other(kind, consume):
    def clash(delivery):
        with transaction.atomic():
            effect(delivery)
        raise IntegrityError

    consume(clash, kind=kind)
    record(kind, number=1)
    assert deliver_all() == 0
    assert only_delivery().attempts == 1
    assert not Probe.objects.exists()


def test_a_consumer_that_this_worker_does_not_know_is_left_to_one_that_does(
    kind, consume
):
    consume(effect, kind=kind)
    record(kind, number=1)
    sequence_all()
    Delivery.objects.update(consumer="newer.consumer")
    assert not deliver(only_delivery().pk)
    assert only_delivery().attempts == 0
