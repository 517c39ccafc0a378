"""Rate limits that hold under concurrency: never more than the quota in any window.

Counted in Redis by one atomic script; in PostgreSQL by one atomic function while
Redis is away, and always for limits that guard secrets (`durable`), because Redis
may be emptied. A refused request is not counted.
"""

import logging
import math
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from kernel.database import delete_batch
from kernel.models import RateWindow
from kernel.problems import TooManyRequests
from kernel.redis import RedisAway, breaker, client

log = logging.getLogger("kernel.limits")

# Eleven slices, each a tenth of the window wide, cover every window of full length
# that ends now. The oldest is counted whole: at a slice's edge a client may be
# refused a tenth of a window early, and never let through early.
_SCRIPT = """
local window, quota, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now, width = clock[1] + clock[2] / 1000000, window / 10
local slot, used, live = math.floor(now / width), 0, {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local at, hits = tonumber(all[i]), tonumber(all[i + 1])
  if at < slot - 10 then redis.call('HDEL', KEYS[1], all[i])
  else used = used + hits; live[#live + 1] = {at, hits} end
end
local allowed = used + cost <= quota
if allowed then
  used = used + cost
  redis.call('HINCRBY', KEYS[1], string.format('%.0f', slot), cost)
  redis.call('PEXPIRE', KEYS[1], math.ceil(window * 1200))
  live[#live + 1] = {slot, cost}
end
table.sort(live, function(a, b) return a[1] < b[1] end)
local freed, wait = 0, 0
for _, slice in ipairs(live) do
  freed = freed + slice[2]
  wait = (slice[1] + 11) * width - now
  if allowed or used - freed + cost <= quota then break end
end
return {allowed and 1 or 0, used, tostring(wait)}
"""


@dataclass(frozen=True)
class Limit:
    """So many requests in so many seconds, for each key."""

    name: str
    quota: int
    seconds: int
    durable: bool = False
    """Kept in PostgreSQL always: for limits that guard a secret."""

    def scaled(self) -> int:
        """Return the quota under the `RATE_LIMITS` setting."""
        return max(1, round(self.quota * (settings.RATE_LIMITS or 1)))


ANONYMOUS = Limit("anonymous", quota=300, seconds=60)
SIGNED_IN = Limit("account", quota=1200, seconds=60)


@dataclass(frozen=True)
class Verdict:
    """What a limit said of one request."""

    limit: Limit
    allowed: bool
    remaining: int
    wait: int
    """Seconds until the oldest hits are forgotten, or until there is room again."""

    def headers(self) -> dict[str, str]:
        """Return the header fields that tell the client where it stands."""
        name, quota = self.limit.name, self.limit.scaled()
        return {
            "RateLimit": f'"{name}";r={self.remaining};t={self.wait}',
            "RateLimit-Policy": f'"{name}";q={quota};w={self.limit.seconds}',
        }


def take(limit: Limit, key: str, *, cost: int = 1) -> Verdict | None:
    """Count one request under a key; None when limits are switched off."""
    if settings.RATE_LIMITS is None:
        return None
    quota, place = limit.scaled(), f"limit:{limit.name}:{key}"[:200]
    if limit.durable:
        allowed, used, wait = _in_postgres(place, limit, quota, cost)
    else:
        try:
            allowed, used, wait = _in_redis(place, limit, quota, cost)
        except RedisAway:
            allowed, used, wait = _in_postgres(place, limit, quota, cost)
    return Verdict(limit, allowed, max(0, quota - used), max(1, math.ceil(wait)))


def require(limit: Limit, key: str, *, cost: int = 1) -> Verdict | None:
    """Count one request, or refuse it with 429."""
    verdict = take(limit, key, cost=cost)
    if verdict is not None and not verdict.allowed:
        raise TooManyRequests(
            f"The limit is {limit.scaled()} in {limit.seconds} seconds."
            f" Try again in {verdict.wait} s.",
            headers={"Retry-After": str(verdict.wait), **verdict.headers()},
        )
    return verdict


def _in_redis(
    place: str, limit: Limit, quota: int, cost: int
) -> tuple[bool, int, float]:
    script = client().register_script(_SCRIPT)
    allowed, used, wait = breaker.call(
        lambda redis: script(
            keys=[place], args=[limit.seconds, quota, cost], client=redis
        )
    )
    return bool(allowed), int(used), float(wait)


def _in_postgres(
    place: str, limit: Limit, quota: int, cost: int
) -> tuple[bool, int, float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM kernel_take(%s, %s, %s, %s)",
            [place, limit.seconds, quota, cost],
        )
        allowed, used, wait = cursor.fetchone()
    return allowed, used, wait


def announce() -> None:
    """Say in the log that limits are not what the code says."""
    if settings.RATE_LIMITS is None:
        log.warning("rate_limits_are_off")
    elif settings.RATE_LIMITS != 1:
        log.warning("rate_limits_are_scaled", extra={"by": settings.RATE_LIMITS})


def prune_windows() -> int:
    """Delete a batch of windows that nobody came back to; return how many went."""
    old = RateWindow.objects.filter(expires_at__lt=timezone.now())
    return delete_batch(old)
