"""Positions: a reader who follows them misses nothing, whatever commits when."""

import threading

import pytest
from django.db import connection, transaction

from events.models import Delivery, Event
from events.sequencing import sequence_events
from events.services import record_event
from events.tests.conftest import ignore, record, sequence_all

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(run):
    """Start a function in a thread that leaves no connection behind."""

    def body():
        try:
            run()
        finally:
            connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    return thread


def test_a_transaction_that_commits_late_appears_late(kind):
    recorded, commit = threading.Event(), threading.Event()

    def slow_writer():
        with transaction.atomic():
            record_event(
                kind=kind,
                actor="system",
                subject="system",
                audience=[],
                payload={"number": 1},
            )
            recorded.set()
            commit.wait(10)

    writer = in_thread(slow_writer)
    assert recorded.wait(10)
    record(kind, number=2)
    sequence_all()
    seen = list(Event.objects.readable().after(0))
    assert [event.payload["number"] for event in seen] == [2]
    commit.set()
    writer.join()
    sequence_all()
    later = Event.objects.readable().after(seen[-1].position)
    assert [event.payload["number"] for event in later] == [1]


def test_what_was_committed_first_stands_first(kind):
    for number in range(30):
        record(kind, number=number)
    sequence_all()
    order = [event.payload["number"] for event in Event.objects.readable().after(0)]
    assert order == list(range(30))


def test_many_writers_and_sequencers_and_one_reader_who_misses_nothing(kind, consume):
    consume(ignore, kind=kind)
    writing, sequenced = threading.Event(), threading.Event()
    seen = []

    def write():
        for number in range(40):
            record(kind, number=number)

    def sequence():
        while not writing.is_set() or Event.objects.filter(position=None).exists():
            sequence_events(limit=7)

    def read():
        position, more = 0, True
        while more or not sequenced.is_set():
            last_look = sequenced.is_set()
            page = list(Event.objects.readable().after(position)[:5])
            seen.extend(event.pk for event in page)
            position = page[-1].position if page else position
            more = bool(page) or not last_look

    reader = in_thread(read)
    writers = [in_thread(write) for _ in range(4)]
    sequencers = [in_thread(sequence) for _ in range(2)]
    for thread in writers:
        thread.join(30)
    writing.set()
    for thread in sequencers:
        thread.join(30)
    sequenced.set()
    reader.join(30)
    assert len(seen) == len(set(seen)) == 160
    assert Delivery.objects.count() == 160


def test_only_one_sequencer_at_a_time(kind):
    record(kind, number=1)
    results = []
    with transaction.atomic():
        sequence_events(limit=0)  # holds the lock until this transaction ends
        in_thread(lambda: results.append(sequence_events())).join(10)
    assert results == [0]
    assert sequence_events() == 1


def test_a_kind_that_this_process_does_not_know_is_left_to_one_that_does(kind):
    event = record(kind, number=1)
    Event.objects.filter(pk=event.pk).update(kind="newer.kind")
    assert sequence_events() == 0
    Event.objects.filter(pk=event.pk).update(kind=kind)
    assert sequence_events() == 1
