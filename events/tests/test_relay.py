"""The relay: leases, the window, and a broker that is away, emptied or mute."""

import socket
import threading
import time
import uuid

import pytest
from celery import current_app
from django.db import connection, transaction

from events import handover
from events.broker import Broker
from events.handover import give_back, take_due
from events.models import Delivery, DeliveryState
from events.registry import PROMPT, SLOW, find_consumer
from events.relay import Relay
from events.services import record_event
from events.tests.conftest import (
    connect,
    ignore,
    make_due,
    only_delivery,
    record,
    sequence_all,
)
from events.tests.test_order import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(broker_database, monkeypatch):
    """Point Celery at a database of Redis of this test process; return a client."""
    monkeypatch.setattr(current_app.conf, "broker_write_url", broker_database)
    return connect(broker_database)


@pytest.fixture
def waiting(kind, consume):
    """Three deliveries that are due."""
    consume(ignore, kind=kind)
    for number in range(3):
        record(kind, number=number)
    sequence_all()
    return kind


def test_what_is_due_is_handed_over_once(broker, waiting):
    relay = Relay()
    assert relay.hand_over() == 3
    assert relay.hand_over() == 0
    assert broker.llen(PROMPT) == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {"handed"}


def test_what_the_broker_lost_is_handed_over_again_when_its_lease_ends(broker, waiting):
    relay = Relay()
    relay.hand_over()
    broker.flushdb()
    assert relay.hand_over() == 0
    make_due()
    assert relay.hand_over() == 3
    assert broker.llen(PROMPT) == 3


def test_leases_grow_so_that_a_long_queue_is_not_filled_with_repeats(waiting):
    leases = []
    for _ in range(6):
        make_due()
        take_due(PROMPT)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM max(due_at) - now()) FROM events_delivery"
            )
            leases.append(round(float(cursor.fetchone()[0]), -1))
    assert leases == [10, 20, 40, 80, 160, 160]


def test_the_window_bounds_what_the_broker_holds(waiting, monkeypatch):
    monkeypatch.setattr(handover, "WINDOW", 2)
    assert len(take_due(PROMPT)) == 2
    assert take_due(PROMPT) == []
    assert take_due(SLOW) == []


def test_two_relays_never_hand_over_the_same(kind, consume):
    consume(ignore, kind=kind)
    for number in range(200):
        record(kind, number=number)
    sequence_all()
    taken, gate = [], threading.Barrier(4)

    def take():
        gate.wait(10)
        while hints := take_due(PROMPT):
            taken.extend(pk for pk, _ in hints)

    for thread in [in_thread(take) for _ in range(4)]:
        thread.join(20)
    assert len(taken) == len(set(taken)) == 200


def test_what_was_refused_is_due_again_soon_and_keeps_its_lease_short(waiting):
    pks = [pk for pk, _ in take_due(PROMPT)]
    give_back(pks)
    assert set(Delivery.objects.values_list("state", "handovers")) == {("waiting", 0)}
    make_due()
    assert len(take_due(PROMPT)) == 3


def test_what_began_meanwhile_is_not_given_back(waiting):
    [(pk, _), *_] = take_due(PROMPT)
    Delivery.objects.filter(pk=pk).update(state=DeliveryState.RUNNING)
    give_back([pk])
    assert Delivery.objects.get(pk=pk).state == DeliveryState.RUNNING


def test_nothing_is_handed_over_before_its_time(kind, consume):
    consume(ignore, kind=kind)
    with transaction.atomic():
        record_event(
            kind=kind,
            actor="system",
            subject="system",
            audience=[],
            payload={"number": 1},
            not_before="2999-01-01T00:00:00Z",
        )
    sequence_all()
    assert only_delivery().due_at.year == 2999
    assert take_due(PROMPT) == []


def hint():
    return [(uuid.uuid4(), find_consumer("events.probe"))]


def test_a_broker_that_is_away_is_left_alone_for_a_while(monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    broker, hints = Broker(), hint()
    assert broker.publish(hints) == [hints[0][0]]
    assert not broker.is_worth_trying()
    broker.close()


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_never_answers_costs_ten_seconds_at_most(monkeypatch, scheme):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"{scheme}://127.0.0.1:{mute.getsockname()[1]}/"
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)
        started, hints = time.monotonic(), hint()
        broker = Broker()
        assert broker.publish(hints) == [hints[0][0]]
        broker.close()
    assert time.monotonic() - started < 10


def test_a_running_relay_is_woken_by_a_commit_and_stops_when_told(broker, waiting):
    relay = Relay()
    thread = in_thread(relay.run)
    deadline = time.monotonic() + 10
    while broker.llen(PROMPT) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    delays = []
    for count in range(4, 9):
        time.sleep(0.1)  # it is asleep again
        committed = time.monotonic()
        record(waiting, number=count)
        while broker.llen(PROMPT) < count and time.monotonic() < committed + 10:
            time.sleep(0.005)
        delays.append(time.monotonic() - committed)
    relay.stopping.set()
    thread.join(10)
    assert not thread.is_alive()
    # The timer alone would need half a second each in the mean.
    assert sorted(delays)[2] < 0.4


def test_a_relay_survives_the_loss_of_its_database_connections(broker, waiting):
    relay = Relay()
    thread = in_thread(relay.run)
    time.sleep(0.5)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    record(waiting, number=4)
    deadline = time.monotonic() + 15
    while broker.llen(PROMPT) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    relay.stopping.set()
    thread.join(10)
    assert broker.llen(PROMPT) == 4
