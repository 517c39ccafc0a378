"""Made-up ads that let a board grow to any size, in minutes.

They come by COPY and through the board's own triggers, by as many processes as there
are cores. The indexes of words are taken away meanwhile, and made in one go after it.
Ads come in the order in which they were published, as they would on a board that has
been running, and none of them runs out while one measures.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from multiprocessing import get_context
from typing import Any
from uuid import UUID

import django
from django.db import connection
from django.utils import timezone

from accounts.models import Company
from jobs.samples.ads import Sample, ad
from jobs.samples.companies import company, employer
from jobs.services.stocking import Stock, stock_jobs
from search.services.counting import count_words

SEED = 11
COMPANIES = 20_000
DAYS = 30.0
BATCH = 2_000
SLUG = "bench-{number}"
TABLES = ("jobs_job", "search_document", "search_sample", "search_title_word")
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename LIKE 'search\\_%%' AND indexdef LIKE '%%USING gin (words)%%'
"""


def sample(number: int) -> Sample:
    """Return the ad of a number, wherever it stands in time."""
    return ad(number, seed=SEED, company=_employers()[_employer(number)])


def grow(to: int) -> None:
    """Let the board grow to so many ads, and say how long each part took."""
    companies = _companies()
    begin = _count_of("jobs_job")
    if begin > to:
        raise SystemExit(f"The board has {begin:,} jobs; it only grows.")
    if begin < to:
        with _without_indexes():
            _fill(begin, to, companies)
    with _stage("vacuum and analyze"):
        _run(*(f"VACUUM (ANALYZE) {table}" for table in TABLES), "CHECKPOINT")
    with _stage("count words"):
        count_words(always=True)


def _count_of(table: str) -> int:
    """Return how many rows a table has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own name
        count: int = cursor.fetchone()[0]
    return count


def _fill(begin: int, end: int, companies: list[UUID]) -> None:
    """Add the ads from one number to another, the oldest first."""
    now = timezone.now()
    connection.close()
    with (
        _stage(f"{end - begin:,} ads"),
        # A fresh process shares no connection with us.
        ProcessPoolExecutor(
            os.cpu_count(), get_context("spawn"), initializer=django.setup
        ) as pool,
    ):
        batches = [
            pool.submit(add, (begin, end), start, companies, now)
            for start in range(begin, end, BATCH)
        ]
        began, told = time.monotonic(), time.monotonic()
        for done, batch in enumerate(as_completed(batches), start=1):
            batch.result()
            if time.monotonic() - told > 15:  # noqa: PLR2004  # seconds
                told = time.monotonic()
                pace = done * BATCH / (told - began)
                print(f"    {done * BATCH:,}, {pace:,.0f} a second", flush=True)


def add(
    span: tuple[int, int], start: int, companies: list[UUID], now: datetime
) -> None:
    """Add one batch of a span of ads."""
    stocks = (
        Stock(_dated(span, number), companies[_employer(number)])
        for number in range(start, min(start + BATCH, span[1]))
    )
    stock_jobs(stocks, now=now)


def _dated(span: tuple[int, int], number: int) -> Sample:
    """Return an ad whose place in time is that in its span: more are new than old."""
    begin, end = span
    made = sample(number)
    ago = DAYS * ((end - number) / (end - begin)) ** 1.2
    whole = max(made.published_days_ago + made.expires_in_days, DAYS + 1)
    return made._replace(published_days_ago=ago, expires_in_days=whole - ago)


@cache
def _employers() -> list[dict[str, Any]]:
    return [company(number, seed=SEED) for number in range(COMPANIES)]


def _employer(number: int) -> int:
    return employer(number, seed=SEED, companies=COMPANIES)


def _companies() -> list[UUID]:
    """Return the ids of the companies, adding those that are missing."""
    slugs = [SLUG.format(number=number) for number in range(COMPANIES)]
    known = Company.objects.in_bulk(slugs, field_name="slug")
    if len(known) < COMPANIES:
        now = timezone.now()
        Company.objects.bulk_create(
            [
                Company(
                    name=each["name"],
                    slug=slug,
                    website=each["website"],
                    verified_at=now if each["is_verified"] else None,
                )
                for slug, each in zip(slugs, _employers(), strict=True)
                if slug not in known
            ],
            batch_size=BATCH,
        )
        known = Company.objects.in_bulk(slugs, field_name="slug")
    return [known[slug].pk for slug in slugs]


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Take the indexes of words away, and make them again just as they were."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
    _run(*(f"DROP INDEX {name}" for name, _ in indexes))
    try:
        yield
    finally:
        with _stage("indexes"):
            _run("SET maintenance_work_mem = '1GB'", *(made for _, made in indexes))
            connection.close()


def _run(*statements: str) -> None:
    """Run statements that may take their time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


@contextmanager
def _stage(name: str) -> Iterator[None]:
    """Say how long something took."""
    began = time.monotonic()
    yield
    print(f"  {name}: {time.monotonic() - began:.1f} s", flush=True)
