"""Redis as a part that may be away: short time-outs, and a breaker in front.

After a failure nobody waits again for `REDIS_RETRY_AFTER` seconds; then one caller
tries, and the others go on without Redis until it has succeeded.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger("kernel.redis")
T = TypeVar("T")


class RedisAway(Exception):
    """Redis did not answer, or has just failed to; do without it."""


@cache
def client() -> redis.Redis:
    """Return this process's client; no call takes longer than `REDIS_TIMEOUT`."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=settings.REDIS_TIMEOUT,
        socket_connect_timeout=settings.REDIS_TIMEOUT,
        retry=Retry(NoBackoff(), 0),
        retry_on_error=[],
    )


class Breaker:
    """Lets calls through while they succeed, and one probe at a time when not."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0

    def call(self, action: Callable[[redis.Redis], T]) -> T:
        """Return what the action returns, or raise `RedisAway` at once."""
        failing = self._closed_until > 0
        if failing and not self._may_probe():
            raise RedisAway
        try:
            result = action(client())
        except (RedisError, OSError) as error:
            if not failing:
                log.warning("redis_is_away", extra={"why": type(error).__name__})
            self._closed_until = time.monotonic() + settings.REDIS_RETRY_AFTER
            raise RedisAway from error
        if failing:
            log.info("redis_is_back")
            self._closed_until = 0.0
        return result

    def _may_probe(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._closed_until:
                return False
            self._closed_until = now + settings.REDIS_RETRY_AFTER
            return True


breaker = Breaker()


def ping() -> Any:
    """Ask Redis whether it is there, past the breaker."""
    return client().ping()
