"""The breaker: who waits for a Redis that does not answer, and for how long."""

import threading
import time
from typing import Any

import pytest
import redis as redis_client

from kernel.redis import Breaker, RedisAway, client, ping
from kernel.tests.servers import OwnRedis
from kernel.tests.threads import at_once, eventually


@pytest.fixture(autouse=True)
def _short(settings: Any, fresh_redis: None) -> None:
    settings.REDIS_TIMEOUT = 0.1
    settings.REDIS_RETRY_AFTER = 0.2


def answers(breaker: Breaker) -> bool:
    try:
        return bool(breaker.call(lambda redis: redis.ping()))
    except RedisAway:
        return False


def test_it_opens_and_closes_again(own_redis: OwnRedis, caplog: Any) -> None:
    caplog.set_level("INFO", "kernel.redis")
    breaker = Breaker()
    assert answers(breaker)
    own_redis.stop()
    assert not any(answers(breaker) for _ in range(5))
    own_redis.start()
    eventually(lambda: answers(breaker))
    assert all(answers(breaker) for _ in range(5))
    assert [r.message for r in caplog.records] == ["redis_is_away", "redis_is_back"]


def test_a_frozen_redis_costs_one_time_out(own_redis: OwnRedis, settings: Any) -> None:
    settings.REDIS_RETRY_AFTER = 60
    breaker = Breaker()
    assert answers(breaker)
    own_redis.freeze()
    started = time.monotonic()
    assert not answers(breaker)
    first = time.monotonic() - started
    started = time.monotonic()
    assert not any(answers(breaker) for _ in range(1000))
    assert time.monotonic() - started < 1000 * first / 10
    own_redis.thaw()


def test_while_it_is_away_one_caller_at_a_time_tries(settings: Any) -> None:
    settings.REDIS_RETRY_AFTER = 0
    breaker = Breaker()
    tried: list[int] = []
    waiting = threading.Event()

    def fail(_: Any) -> None:
        tried.append(1)
        raise redis_client.ConnectionError

    def hang(_: Any) -> None:
        tried.append(1)
        waiting.wait(timeout=10)
        raise redis_client.TimeoutError

    with pytest.raises(RedisAway):
        breaker.call(fail)
    assert len(tried) == 1
    settings.REDIS_RETRY_AFTER = 60

    def ask(number: int) -> bool:
        try:
            breaker.call(hang)
        except RedisAway:
            waiting.set()
        return True

    at_once(20, ask)
    assert len(tried) == 2


def test_a_success_that_began_before_the_failure_closes_nothing() -> None:
    breaker = Breaker()

    def fail(_: Any) -> None:
        raise redis_client.ConnectionError

    def slow(_: Any) -> str:
        with pytest.raises(RedisAway):
            breaker.call(fail)
        return "done"

    assert breaker.call(slow) == "done"
    with pytest.raises(RedisAway):
        breaker.call(lambda _: None)


def test_other_failures_are_not_about_redis() -> None:
    breaker = Breaker()

    def fail(_: Any) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        breaker.call(fail)
    assert breaker.call(lambda _: "still closed") == "still closed"


def test_ping_goes_past_the_breaker(own_redis: OwnRedis) -> None:
    assert ping()
    assert client() is client()
    own_redis.stop()
    with pytest.raises(redis_client.RedisError):
        ping()
