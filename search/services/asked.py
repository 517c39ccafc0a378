"""What people look for and do not find: counted by the day, without any person.

A first page with words adds one to its term. How many different people ask for it is
told by a HyperLogLog in Redis, which keeps neither accounts nor addresses: what goes in
is digested with a secret of the day that is thrown away with it.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.secrets import new_secret
from kernel.redis import RedisAway, breaker
from search.models import AskedTerm

KEPT_FOR = timedelta(days=400)
_TWO_DAYS = 2 * 24 * 3600
MOST_TERMS = 50_000
"""So many terms of a day are kept; people, and not only people, type anything."""
_PREFIX = "search:asked:"
_ADD = """
local key, term, total, asker = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3]
if redis.call('HEXISTS', key, 'n:' .. term) == 0
   and redis.call('HLEN', key) > 3 * tonumber(ARGV[4]) then return 0 end
redis.call('HINCRBY', key, 'n:' .. term, 1)
redis.call('HINCRBY', key, 't:' .. term, total)
if total == 0 then redis.call('HINCRBY', key, 'e:' .. term, 1) end
local salt = redis.call('GET', key .. ':salt')
if not salt then
  redis.call('SET', key .. ':salt', ARGV[5], 'EX', ARGV[6])
  salt = ARGV[5]
end
local people = key .. ':p:' .. redis.sha1hex(term)
redis.call('PFADD', people, redis.sha1hex(salt .. asker))
redis.call('EXPIRE', people, ARGV[6])
redis.call('EXPIRE', key, ARGV[6])
return 1
"""
_UPSERT = """
INSERT INTO search_askedterm (day, term, asked, empty, found, askers)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT ON CONSTRAINT term_once_a_day DO UPDATE SET
  asked = greatest(search_askedterm.asked, excluded.asked),
  empty = greatest(search_askedterm.empty, excluded.empty),
  found = greatest(search_askedterm.found, excluded.found),
  askers = greatest(search_askedterm.askers, excluded.askers)
"""
"""Redis holds the whole day: the larger figure is the later one, safe to repeat."""


def note_search(*, term: str, total: int, asker: str) -> None:
    """Count a first page; without Redis it is not counted, and nobody waits."""
    today = timezone.now().date()
    values: list[str | int] = [term, total, asker, MOST_TERMS, new_secret(), _TWO_DAYS]
    try:
        breaker.call(lambda redis: redis.eval(_ADD, 1, _key(today), *values))
    except RedisAway:
        return


def keep_searches(*, now: datetime) -> int:
    """Write what was counted today and yesterday to the table; say how many terms."""
    kept = 0
    for day in (now.date() - timedelta(days=1), now.date()):
        try:
            kept += _keep(day)
        except RedisAway:
            return kept
    return kept


def prune_searches(*, now: datetime) -> None:
    """Remove what is older than any report looks back."""
    AskedTerm.objects.filter(day__lt=now.date() - KEPT_FOR).delete()


@transaction.atomic
def _keep(day: date) -> int:
    counted: dict[Any, Any] = breaker.call(lambda redis: redis.hgetall(_key(day)))
    terms = [name[2:] for name in counted if name.startswith(b"n:")]
    rows = [
        (
            day,
            term.decode(errors="replace"),
            int(counted[b"n:" + term]),
            int(counted.get(b"e:" + term, 0)),
            int(counted.get(b"t:" + term, 0)),
            askers,
        )
        for term, askers in zip(terms, _askers(day, terms), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, rows)
    return len(rows)


def _askers(day: date, terms: list[bytes]) -> list[int]:
    """Return about how many people asked for each term."""

    def count(redis: Any) -> list[int]:
        pipe = redis.pipeline(transaction=False)
        for term in terms:
            digest = hashlib.sha1(term, usedforsecurity=False).hexdigest()
            pipe.pfcount(f"{_key(day)}:p:{digest}")
        return [int(each) for each in pipe.execute()]

    return breaker.call(count) if terms else []


def _key(day: date) -> str:
    return f"{_PREFIX}{day.isoformat()}"
