"""The sitemap lists each live job once, in parts that keep their names."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from conftest import Api, Cast
from jobs.life import Move
from jobs.models import Job
from jobs.services.moving import lock_job, move
from jobs.tests.factory import new_job
from kernel import redis
from kernel.tests.expect import problem_in
from search.feeds import changes, sitemaps
from search.tests.reading_feeds import SITEMAP, S, body_of, fetch, parsed, said

BOARD = "https://board.example.org"
# Ids as they could be made: in three springs, some of them in the same second.
PREFIXES = [
    "018f0000",
    "018f0001",
    "01955000",
    "01955000",
    "01955000",
    "0195ffff",
    "019aaaaa",
]


@pytest.fixture(autouse=True)
def _own_notes(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    key = f"test:{secrets.token_hex(8)}"
    monkeypatch.setattr(changes, "KEY", key)
    settings.PUBLIC_URL = BOARD
    yield
    redis.client().delete(key)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let parts hold no more than three jobs, read two at a time."""
    monkeypatch.setattr(sitemaps, "FULL", 2)
    monkeypatch.setattr(sitemaps, "MOST_URLS", 3)
    monkeypatch.setattr(sitemaps, "BATCH", 2)


def new_ids() -> list[UUID]:
    """Return an id for each of the prefixes."""
    return [
        UUID(prefix + f"{number:04x}7" + secrets.token_hex(10)[1:])
        for number, prefix in enumerate(PREFIXES)
    ]


def entries(path: str, name: str) -> dict[str, str | None]:
    """Return the addresses that a sitemap lists, with when each has changed."""
    found = parsed(fetch(path)).findall(f"{S}{name}")
    listed = {said(each, f"{S}loc"): each.findtext(f"{S}lastmod") for each in found}
    assert len(listed) == len(found)
    return listed


def parts() -> dict[str, str | None]:
    return entries(SITEMAP, "sitemap")


def urls_in(part: str) -> dict[str, str | None]:
    return entries(part.removeprefix(BOARD), "url")


def page_of(job: Job) -> str:
    return f"{BOARD}/api/v1/jobs/{job.pk}/"


def test_each_live_job_is_in_one_part(cast: Cast, small_parts: None):
    jobs = [new_job(cast.acme, id=each) for each in new_ids()]
    for status in ("draft", "pending", "rejected", "frozen", "closed", "expired"):
        new_job(cast.acme, status)
    lapsed = timezone.now() - timedelta(seconds=1)
    new_job(cast.acme, id=new_ids()[0], expires_at=lapsed)
    listed: list[str] = []
    for part in parts():
        urls = urls_in(part)
        assert 1 <= len(urls) <= 2
        listed += urls
    assert sorted(listed) == sorted(map(page_of, jobs))


def test_a_small_board_has_one_part(cast: Cast):
    jobs = [new_job(cast.acme) for _ in range(3)]
    assert list(parts()) == [f"{BOARD}/sitemap-0.xml"]
    assert set(urls_in("/sitemap-0.xml")) == set(map(page_of, jobs))


def test_parts_keep_their_names_while_others_grow(cast: Cast, small_parts: None):
    for each in new_ids():
        new_job(cast.acme, id=each)
    before = list(parts())
    for _ in range(5):
        new_job(cast.acme)
    after = list(parts())
    assert after[: len(before)] == before
    assert len(after) > len(before)


def test_no_part_is_longer_than_the_protocol_allows(cast: Cast, small_parts: None):
    """A part may have been divided since the index was read."""
    for each in new_ids():
        new_job(cast.acme, id=each)
    assert len(urls_in("/sitemap-0.xml")) == 3


def test_pages_of_the_front_end_where_there_is_one(cast: Cast, settings: Any):
    settings.FRONTEND_URL = "https://jobs.example.org"
    job = new_job(cast.acme)
    assert list(urls_in("/sitemap-0.xml")) == [
        f"https://jobs.example.org/jobs/{job.pk}"
    ]
    assert list(parts()) == [f"{BOARD}/sitemap-0.xml"]


def test_a_page_has_changed_when_its_job_did(cast: Cast):
    at = datetime(2026, 5, 1, 12, 30, 15, 900000, tzinfo=UTC)
    job = new_job(cast.acme, updated_at=at)
    assert urls_in("/sitemap-0.xml") == {page_of(job): "2026-05-01T12:30:15Z"}


@pytest.mark.django_db(transaction=True)
def test_a_part_has_changed_when_anything_in_it_did(cast: Cast, small_parts: None):
    jobs = [new_job(cast.acme, id=each) for each in new_ids()]
    tags = {part: Api().get(part.removeprefix(BOARD))["ETag"] for part in parts()}
    before = parts()
    assert before == parts()
    assert all(before.values())
    with transaction.atomic():
        move(lock_job(jobs[0].pk), Move.CLOSE)
    after = parts()
    moved = {part for part in before if after.get(part) != before[part]}
    (part,) = moved
    assert str(after[part]) > str(before[part])
    assert page_of(jobs[0]) not in urls_in(part)
    for each, tag in tags.items():
        path = each.removeprefix(BOARD)
        answer = Api().get(path, If_None_Match=tag)
        assert answer.status_code == (200 if each in moved else 304)
        answer.close()


def test_the_index_has_a_tag(cast: Cast):
    new_job(cast.acme)
    answer = Api().get(SITEMAP)
    body_of(answer)
    assert Api().get(SITEMAP, If_None_Match=answer["ETag"]).status_code == 304


def test_what_redis_has_forgotten_is_new(cast: Cast):
    new_job(cast.acme)
    began = timezone.now().replace(microsecond=0)
    assert list(map(str, parts().values())) >= [f"{began:%Y-%m-%dT%H:%M:%SZ}"]
    redis.client().delete(changes.KEY)
    assert list(map(str, parts().values())) >= [f"{began:%Y-%m-%dT%H:%M:%SZ}"]


def test_without_redis_nothing_is_said_of_when(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    new_job(cast.acme)
    monkeypatch.setattr(changes, "breaker", redis.Breaker())
    there, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    redis.client.cache_clear()
    try:
        assert parts() == {f"{BOARD}/sitemap-0.xml": None}
    finally:
        settings.REDIS_URL = there
        redis.client.cache_clear()


def test_an_empty_board_has_an_empty_index(db: None):
    assert parts() == {}


@pytest.mark.parametrize(
    "name", ["f", "", "g", "0G", "0" * 33, "\u0661", "%00", "0.xml", "A"]
)
def test_there_are_no_other_parts(cast: Cast, name: str):
    new_job(cast.acme)
    problem_in(Api().get(f"/sitemap-{name}.xml"), 404, "not_found")
