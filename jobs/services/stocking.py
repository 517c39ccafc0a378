"""Putting sample ads on a board in bulk: for the demo, and for what is measured."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from jobs.content import columns_of, digest_of, fingerprint_of
from jobs.samples.ads import Sample
from jobs.services.moving import LASTS
from jobs.terms import QueueReason, Status
from kernel.ids import new_id

COLUMNS = (
    "id",
    "company_id",
    "external_id",
    "external_key",
    "title",
    "slug",
    "description",
    "description_text",
    "employment_type",
    "workplace",
    "locations",
    "countries",
    "applicant_countries",
    "experience_level",
    "category",
    "skills",
    "skill_keys",
    "language",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "positions",
    "questions",
    "apply_method",
    "apply_url",
    "status",
    "published_at",
    "expires_at",
    "closed_at",
    "frozen_at",
    "queued_at",
    "queue_reason",
    "queue_rank",
    "approved",
    "fingerprint",
    "allows_duplicate",
    "content_digest",
    "created_at",
    "updated_at",
)
AT_ONCE = 100
"""So many in one statement: they are timed, and the index is written with them."""
JSON = {"locations", "questions", "approved"}


class Stock(NamedTuple):
    """One ad on its way to the board."""

    sample: Sample
    company: UUID
    status: Status = Status.PUBLISHED
    id: UUID | None = None
    """None for a new one."""


def stock_jobs(stocks: Iterable[Stock], *, now: datetime) -> int:
    """Write ads as jobs by COPY; return how many. The rules for text are as for all."""
    sql = f"COPY jobs_job ({', '.join(COLUMNS)}) FROM STDIN"
    rows, written = iter(stocks), 0
    while some := list(islice(rows, AT_ONCE)):
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            for stock in some:
                copy.write_row(_row(stock, now))
        written += len(some)
    return written


def _row(stock: Stock, now: datetime) -> Sequence[Any]:
    sample = stock.sample
    body = {name: value for name, value in sample.body.items() if name != "description"}
    columns = {
        "allows_duplicate": False,
        "external_id": "",
        "external_key": None,
        **columns_of(body),
        # The writer's markup is as safe as its words are ours.
        "description": sample.body["description"],
        "description_text": sample.text,
        "expires_at": now + timedelta(days=sample.expires_in_days),
    }
    columns |= _state(stock, now, columns)
    columns |= {
        "id": stock.id or new_id(),
        "company_id": stock.company,
        "fingerprint": fingerprint_of(columns),
        "content_digest": digest_of(columns),
    }
    return [
        orjson.dumps(columns[name]).decode()
        if name in JSON and columns[name] is not None
        else columns[name]
        for name in COLUMNS
    ]


def _state(stock: Stock, now: datetime, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that a status asks for, as its moves would leave them."""
    begun = now - timedelta(days=stock.sample.published_days_ago)
    public = stock.status not in {Status.DRAFT, Status.PENDING, Status.REJECTED}
    state: dict[str, Any] = {
        "status": stock.status,
        "created_at": begun - timedelta(hours=1),
        "updated_at": begun,
        "published_at": begun if public else None,
        "closed_at": now if stock.status == Status.CLOSED else None,
        "frozen_at": now if stock.status == Status.FROZEN else None,
        "queued_at": begun if stock.status == Status.PENDING else None,
        "queue_reason": QueueReason.NEW if stock.status == Status.PENDING else "",
        "queue_rank": 0,
        "approved": None,
    }
    if stock.status == Status.EXPIRED:
        state["expires_at"] = max(begun + LASTS, now - timedelta(days=1))
        state["expires_at"] = min(state["expires_at"], now)
    if public:
        state["approved"] = {
            "title": columns["title"],
            "description": columns["description"],
            "apply_url": columns["apply_url"],
        }
    return state
