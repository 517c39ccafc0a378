"""A kind and a consumer for each test that asks, and helpers to record and deliver."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.db import transaction

from events import registry
from events.delivering import deliver
from events.models import Delivery, Event
from events.sequencing import sequence_events
from events.services import record_event
from jobboard.celery import broker_url


@pytest.fixture
def kind() -> Iterator[str]:
    """A kind of event that only the test knows."""
    registry.register_kind(
        "test.happened",
        meaning="It happened.",
        audience="everyone in the test",
        fields=["number"],
        optional=["extra"],
    )
    yield "test.happened"
    registry.forget("test.happened")


@pytest.fixture
def secret_kind() -> Iterator[str]:
    """A kind with a private field."""
    registry.register_kind(
        "test.secret",
        meaning="A secret.",
        audience="nobody",
        fields=["number"],
        private=["token"],
    )
    yield "test.secret"
    registry.forget("test.secret")


@pytest.fixture
def consume() -> Iterator[Callable[..., None]]:
    """Attach a function as a consumer for the length of the test."""
    attached: list[str] = []

    def attach(
        run: Callable[[Delivery], None], *, kind: str, name: str = "test.consumer"
    ) -> None:
        registry.consumer(name, kinds=[kind], seconds=5)(run)
        attached.append(name)

    yield attach
    registry.forget(*attached)


def record(kind: str, **payload: Any) -> Event:
    with transaction.atomic():
        return record_event(
            kind=kind,
            actor="user:1",
            subject="job:1",
            audience=["user:1", "company:2"],
            payload=payload,
        )


def ignore(delivery: Delivery) -> None:
    """Consume an event without any effect."""


def sequence_all() -> None:
    while sequence_events():
        pass


def deliver_all() -> int:
    """Sequence what is there and run everything that is due, in this thread."""
    sequence_all()
    due = Delivery.objects.still_open().order_by("id")
    return sum(deliver(pk) for pk in list(due.values_list("pk", flat=True)))


def only_delivery() -> Delivery:
    return Delivery.objects.select_related("event").get()


def make_due() -> None:
    Delivery.objects.still_open().update(due_at="2000-01-01T00:00:00Z")


@pytest.fixture
def broker_database() -> Iterator[str]:
    """The address of a database of Redis that this test process has for itself."""
    number = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 8
    parts = urlsplit(broker_url())
    if parts.scheme == "redis+socket":
        url = urlunsplit(parts._replace(query=f"virtual_host={number}"))
    else:
        url = urlunsplit(parts._replace(path=f"/{number}"))
    connect(url).flushdb()
    yield url
    connect(url).flushdb()


def connect(url: str) -> redis.Redis:
    """Return a client of a broker's database."""
    parts = urlsplit(url)
    if parts.scheme == "redis+socket":
        number = int(parts.query.partition("=")[2])
        return redis.Redis(unix_socket_path=parts.path, db=number)
    return redis.Redis.from_url(url)
