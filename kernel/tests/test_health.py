"""Whether the process is up, whether it can serve, and which parts are away."""

import time
from typing import Any

import pytest
from django.db import connection

from conftest import Api
from kernel import health
from kernel.tests.databases import database_away, pool_exhausted
from kernel.tests.expect import problem_in
from kernel.tests.servers import OwnRedis, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_is_well(settings: Any, own_redis: OwnRedis) -> None:
    settings.CELERY_BROKER_URL = own_redis.url


def ready(api: Api) -> tuple[int, str, list[str]]:
    response = api.get("/readyz")
    shown = response.json()
    assert response["Content-Type"] == "application/json"
    assert ("Retry-After" in response) == (response.status_code == 503)
    assert list(shown["parts"]) == ["database", "migrations", "redis", "broker"]
    away = [name for name, state in shown["parts"].items() if state == "away"]
    return response.status_code, shown["status"], away


def test_all_is_well(anonymous: Api) -> None:
    assert ready(anonymous) == (200, "ok", [])
    assert anonymous.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("trouble", [database_away, pool_exhausted])
def test_without_a_database_it_cannot_serve(trouble: Any, anonymous: Api) -> None:
    with trouble():
        status = ready(anonymous)
        assert anonymous.get("/healthz").status_code == 200
    assert status == (503, "unavailable", ["database", "migrations"])
    assert ready(anonymous) == (200, "ok", [])


def test_with_migrations_missing_it_cannot_serve(
    anonymous: Api, monkeypatch: Any
) -> None:
    monkeypatch.setattr(health._migrated, "done", False)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'probe'")
        assert ready(anonymous) == (503, "unavailable", ["migrations"])
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('probe', '0001_notes', now())"
        )
    assert ready(anonymous) == (200, "ok", [])


def test_without_redis_it_serves(anonymous: Api, settings: Any) -> None:
    settings.REDIS_URL = f"redis://:hunter2@127.0.0.1:{free_port()}/0"
    assert ready(anonymous) == (200, "degraded", ["redis"])


BROKERS = [
    "amqp://guest:guest@127.0.0.1:{}//",
    "redis://127.0.0.1:{}/1",
    "nonsense://{}",
]


@pytest.mark.parametrize("url", BROKERS)
def test_without_a_broker_it_serves(url: str, anonymous: Api, settings: Any) -> None:
    settings.CELERY_BROKER_URL = url.format(free_port())
    assert ready(anonymous) == (200, "degraded", ["broker"])


def test_a_frozen_server_delays_nobody_for_long(
    own_redis: OwnRedis, anonymous: Api
) -> None:
    own_redis.freeze()
    started = time.monotonic()
    assert ready(anonymous) == (200, "degraded", ["redis", "broker"])
    first = time.monotonic() - started
    assert first < 8
    started = time.monotonic()
    for _ in range(5):
        assert ready(anonymous) == (200, "degraded", ["redis", "broker"])
    assert time.monotonic() - started < first + 1  # it was remembered
    own_redis.thaw()


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "pod-7", "a b"])
def test_watchers_may_ask_by_any_name(host: str, anonymous: Api) -> None:
    assert anonymous.get("/healthz", Host=host).status_code == 200
    assert anonymous.get("/readyz", Host=host).status_code == 200
    problem_in(anonymous.get("/metrics", Host=host), 400, "bad_request")


def test_watchers_are_never_limited_nor_cached(anonymous: Api, settings: Any) -> None:
    settings.RATE_LIMITS = 0.001
    answers = [anonymous.get("/healthz") for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    assert "no-cache" in answers[0]["Cache-Control"]
    assert "ETag" not in answers[0]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/"])
def test_watchers_may_not_change_anything(path: str, anonymous: Api) -> None:
    problem_in(anonymous.post(path), 405, "method_not_allowed")
    assert anonymous.request("HEAD", path).status_code == 200
