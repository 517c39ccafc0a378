"""Since when each part of the sitemap is as it is.

No row says when a job left the sitemap. So whoever makes the index notes what each part
looked like, and when it was first seen to look so: that is never earlier than what
happened, and nobody has read an index in between. Redis keeps the notes; what it has
forgotten counts as new, and while it is away nothing is said.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.utils import timezone
from redis import Redis

from kernel.redis import RedisAway, breaker
from search.feeds.sitemaps import Part

KEY = "search:sitemap"
KEPT = timedelta(days=90)
Note = list[Any]
"""A fingerprint, and since when, in seconds."""


def note_changes(parts: Iterable[Part]) -> dict[str, datetime]:
    """Return since when each part is as it is, by its prefix; nothing without Redis."""
    prints = {each.prefix: str(each.fingerprint) for each in parts}
    try:
        since = breaker.call(lambda redis: _noted(redis, prints))
    except RedisAway:
        return {}
    return {
        prefix: datetime.fromtimestamp(moment, UTC) for prefix, moment in since.items()
    }


def _noted(redis: Redis, prints: dict[str, str]) -> dict[str, int]:
    kept: Any = redis.get(KEY)
    known: dict[str, Note] = orjson.loads(kept) if kept else {}
    notes = {
        prefix: _note(fingerprint, known.get(prefix))
        for prefix, fingerprint in prints.items()
    }
    if notes != known:
        redis.set(KEY, orjson.dumps(notes), ex=KEPT)
    return {prefix: since for prefix, (_, since) in notes.items()}


def _note(fingerprint: str, known: Note | None) -> Note:
    """Return a note as it was, or one that is later than whoever has read it before.

    Whole seconds are rounded up: what was read in this one may be out of date.
    """
    now = int(timezone.now().timestamp()) + 1
    if known is None:
        return [fingerprint, now]
    before, since = known
    return known if before == fingerprint else [fingerprint, max(now, since + 1)]
