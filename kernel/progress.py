"""How far long work is, for those who wait for it: a guide, kept in Redis alone.

The work runs in one transaction, which shows nothing of itself before it ends. While
Redis is away it is said to be at its beginning; whether it is done says its row.
"""

from kernel.redis import RedisAway, breaker

_KEPT_SECONDS = 15 * 60
LAST = 99
"""Only what is done is at 100."""


def note_progress(key: str, percent: int) -> None:
    """Note how far something is."""
    shown = max(0, min(LAST, percent))
    try:
        breaker.call(lambda redis: redis.set(_place(key), shown, ex=_KEPT_SECONDS))
    except RedisAway:
        return


def read_progress(key: str) -> int:
    """Return how far something is, as far as anybody knows."""
    try:
        noted = breaker.call(lambda redis: redis.get(_place(key)))
    except RedisAway:
        return 0
    return int(noted) if isinstance(noted, bytes) else 0


def _place(key: str) -> str:
    return f"progress:{key}"
