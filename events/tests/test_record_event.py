"""Recording: in the caller's transaction, as declared, or not at all."""

import pytest
from django.db import transaction

from events.models import Event
from events.services import NotRecordable, record_event
from events.tests.conftest import record, sequence_all

REFERENCES = {"actor": "user:1", "subject": "job:1", "audience": ["user:1"]}


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses(kind):
    with pytest.raises(NotRecordable, match="in the transaction"):
        record_event(kind=kind, payload={"number": 1}, **REFERENCES)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_rolls_back_was_never_recorded(kind):
    with transaction.atomic():
        record_event(kind=kind, payload={"number": 1}, **REFERENCES)
        transaction.set_rollback(True)
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        ({}, "lacks number"),
        ({"number": 1, "other": 2}, "does not declare other"),
    ],
)
def test_a_payload_that_is_not_as_declared_is_refused(kind, payload, complaint):
    with pytest.raises(NotRecordable, match=complaint):
        record_event(kind=kind, payload=payload, **REFERENCES)


@pytest.mark.django_db
def test_an_unknown_kind_is_refused():
    with pytest.raises(NotRecordable, match="not registered"):
        record_event(kind="no.such", payload={}, **REFERENCES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reference",
    ["", "User:1", "user 1", "user:", "user:a b", "dana@example.org", "u:" + "x" * 100],
)
def test_a_reference_that_is_none_is_refused_and_not_repeated(kind, reference):
    with pytest.raises(NotRecordable) as refusal:
        record_event(
            kind=kind, payload={"number": 1}, **{**REFERENCES, "actor": reference}
        )
    assert "dana" not in str(refusal.value)


@pytest.mark.django_db
def test_private_fields_lie_apart(secret_kind):
    event = record(secret_kind, number=1, token="s3cret")
    event.refresh_from_db()
    assert event.payload == {"number": 1}
    assert event.private == {"token": "s3cret"}


@pytest.mark.django_db
def test_the_private_part_of_what_nobody_consumes_is_wiped_at_once(secret_kind):
    event = record(secret_kind, number=1, token="s3cret")
    sequence_all()
    event.refresh_from_db()
    assert event.private is None


@pytest.mark.django_db
def test_readers_ask_for_what_concerns_them(kind):
    record(kind, number=1)
    assert not Event.objects.readable().exists()
    sequence_all()
    mine = Event.objects.readable().concerning(["company:2", "user:9"])
    assert mine.after(0).count() == 1
    assert not Event.objects.concerning(["user:9"]).exists()
