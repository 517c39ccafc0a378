"""The kernel's cast: Eve and Mallory, whom the probe believes, and nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from conftest import Api
from kernel import health, redis
from kernel.tests.probe.models import Note
from kernel.tests.servers import OwnRedis

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def eve() -> Api:
    return Api("eve")


@pytest.fixture
def mallory() -> Api:
    return Api("mallory")


@pytest.fixture
def note(db: Any) -> Note:
    return Note.objects.create(title="first", written_at=NOON)


@pytest.fixture
def fresh_redis() -> Iterator[None]:
    """Forget what this process believes of Redis and the broker, before and after."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    if redis.client.cache_info().currsize:
        redis.client().close()
    redis.client.cache_clear()
    redis.breaker.__init__()  # type: ignore[misc]  # the one that limits.py imported
    for probe in (health._redis_probe, health._broker_probe):  # noqa: SLF001  # what they remember must not outlive a test
        probe.until = 0.0


@pytest.fixture
def own_redis(settings: Any, fresh_redis: None) -> Iterator[OwnRedis]:
    """A Redis that this test may freeze and stop."""
    server = OwnRedis()
    server.start()
    settings.REDIS_URL = server.url
    yield server
    server.stop()
