"""Feeds are made while they are sent: in little memory, and few at a time."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils import timezone

from conftest import Api, Cast
from jobs.life import Move
from jobs.models import Job
from jobs.services.moving import lock_job, move
from jobs.tests.factory import new_job
from kernel.ids import new_id
from kernel.problems import Unavailable
from kernel.tests.expect import problem_in
from search.engine import pages
from search.feeds import reading, streams
from search.feeds.reading import read_patiently
from search.feeds.streams import FEED_SLOTS, SITEMAP_SLOTS, Slots, Stream, TooSlow
from search.tests.reading_feeds import (
    FEEDS,
    INDEED,
    RSS,
    SITEMAP,
    body_of,
    fetch,
    ids_in,
    listed,
)

SMALL = 2


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make streams of a handful of jobs."""
    monkeypatch.setattr(reading, "BATCH", SMALL)


@pytest.fixture
def five(cast: Cast, small_batches: None) -> list[Job]:
    """Put five jobs on the board, the newest first."""
    now = timezone.now()
    return [
        new_job(cast.acme, published_at=now - timedelta(days=day)) for day in range(5)
    ]


def parts_of(response: HttpResponse) -> Iterator[bytes]:
    """Return the parts of an answer as the server takes them: head, batches, end."""
    assert response.status_code == 200
    assert response.streaming
    return iter(response.streaming_content)  # type: ignore[attr-defined]


def taken(slots: Slots = FEED_SLOTS) -> int:
    """Return how many slots are in use."""
    free: list[Callable[[], None]] = []
    try:
        while True:
            free.append(slots.take())
    except Unavailable:
        return slots.most - len(free)
    finally:
        for give_back in free:
            give_back()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", FEEDS)
def test_what_closes_amid_a_stream_is_not_in_what_follows(
    cast: Cast, five: list[Job], path: str
):
    response = Api().get(path)
    parts = parts_of(response)
    raw = b"".join(islice(parts, 2))
    with transaction.atomic():
        move(lock_job(five[1].pk), Move.CLOSE)
        move(lock_job(five[3].pk), Move.FREEZE)
    new_job(cast.acme)
    raw += b"".join(parts)
    assert ids_in(path, raw) == [str(five[each].pk) for each in (0, 1, 2, 4)]


@pytest.mark.django_db(transaction=True)
def test_the_connection_is_back_in_the_pool_between_batches(five: list[Job]):
    for _ in parts_of(Api().get(RSS)):
        assert connection.connection is None


@pytest.mark.django_db(transaction=True)
def test_a_stream_outlasts_a_lost_connection(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "PAUSES", (0.0, 0.0))
    left = [True]

    def read() -> int:
        with connection.cursor() as cursor:
            if left:
                left.pop()
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            cursor.execute("SELECT 7")
            return int(cursor.fetchone()[0])

    assert read_patiently(read) == 7


@pytest.mark.django_db(transaction=True)
def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "PAUSES", (0.0, 0.0))
    tries = []

    def read() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        read_patiently(read)
    connection.close()
    assert len(tries) == 3


def test_what_breaks_off_is_not_finished(five: list[Job]):
    parts = parts_of(Api().get(RSS))
    raw = b"".join(islice(parts, 2))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_document RENAME TO elsewhere")
    with pytest.raises(Exception, match="search_document"):
        raw += b"".join(parts)
    assert b"</rss>" not in raw


def test_what_fails_before_the_first_part_is_a_problem(five: list[Job]):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_job RENAME COLUMN description TO elsewhere")
    answer = Api().get(RSS)
    assert answer["Content-Type"] == "application/problem+json"
    assert taken() == 0


def test_no_more_streams_than_slots(cast: Cast, five: list[Job]):
    held = {path: Api().get(path) for path in FEEDS[: FEED_SLOTS.most]}
    for path in FEEDS:
        refused = Api().get(path)
        assert "at a time" in problem_in(refused, 503, "unavailable")["detail"]
        assert refused["Retry-After"] == str(streams.RETRY_AFTER)
    title = five[0].title.replace(" ", "+")
    assert len(listed(f'{RSS}?q="{title}"')) == 1, "what fits into a batch is served"
    fetch(SITEMAP)
    for path, answer in held.items():
        assert len(ids_in(path, body_of(answer))) == 5
    assert taken() == 0


def test_what_is_too_much_to_count_waits_for_its_slot(
    five: list[Job], monkeypatch: pytest.MonkeyPatch
):
    """To see whether it has changed is dear as well."""
    tag = Api().request("HEAD", RSS)["ETag"]
    monkeypatch.setattr(pages, "MOST_EXACT", 2)
    held = [FEED_SLOTS.take() for _ in range(FEED_SLOTS.most)]
    problem_in(Api().get(RSS, If_None_Match=tag), 503, "unavailable")
    held.pop()()
    assert Api().get(RSS, If_None_Match=tag).status_code == 304
    answer = Api().get(RSS)
    assert taken() == FEED_SLOTS.most
    body_of(answer)
    held.pop()()
    assert taken() == 0


def test_no_more_parts_of_the_sitemap_than_slots(cast: Cast, five: list[Job]):
    part = "/sitemap-0.xml"
    held = [Api().get(part) for _ in range(SITEMAP_SLOTS.most)]
    for path in (part, SITEMAP):
        problem_in(Api().get(path), 503, "unavailable")
    assert len(listed(RSS)) == 5
    for answer in held:
        body_of(answer)
    fetch(part)
    assert taken(SITEMAP_SLOTS) == 0


@pytest.mark.django_db(transaction=True)
def test_every_end_gives_the_slot_back(five: list[Job]):
    answer = Api().get(RSS)
    parts = parts_of(answer)
    next(parts)
    assert taken() == 1
    answer.close()  # the client has hung up
    assert taken() == 0
    answer = Api().get(RSS)
    assert taken() == 1
    answer.close()  # before anything was sent
    answer.close()
    assert taken() == 0
    answer = Api().get(RSS)
    del answer  # something around it has failed
    gc.collect()
    assert taken() == 0
    body_of(Api().get(RSS))
    tag = Api().request("HEAD", RSS)["ETag"]
    assert Api().get(RSS, If_None_Match=tag).status_code == 304
    assert Api().get(f"{RSS}?sort=newest").status_code == 400
    fetch(SITEMAP)
    assert Api().get("/sitemap-f.xml").status_code == 404
    assert taken() == taken(SITEMAP_SLOTS) == 0


def test_a_client_that_reads_too_slowly_is_let_go(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streams, "LONGEST", -1.0)
    ended: list[int] = []
    stream = Stream(iter([b"a", b"b"]), lambda: ended.append(1))
    with pytest.raises(TooSlow):
        next(stream)
    stream.close()
    assert ended == [1]


def test_a_feed_counts_as_one_request(five: list[Job], settings: Any):
    settings.RATE_LIMITS = 1
    api = Api()
    api.http.defaults["REMOTE_ADDR"] = "172.31.7.99"
    left = []
    for _ in range(2):
        answer = api.get(RSS)
        body_of(answer)
        left.append(int(answer["RateLimit"].split(";r=")[1].split(";")[0]))
    assert left[0] - left[1] == 1


def clone(job: Job, times: int) -> None:
    """Put the job on the board so many times more, each with a long text."""
    columns = [
        field.column
        for field in Job._meta.concrete_fields  # noqa: SLF001  # Django's public name
        if not field.generated
    ]
    other = {
        "id": "n.id",
        "description": "repeat('<p>A long text. </p>', 1500)",
        "description_text": "'short'",
        "allows_duplicate": "true",
    }
    values = ", ".join(other.get(each, f"j.{each}") for each in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO jobs_job ({', '.join(columns)}) SELECT {values}"  # noqa: S608
            " FROM jobs_job AS j, unnest(%s::uuid[]) AS n(id) WHERE j.id = %s",
            [[new_id() for _ in range(times)], job.pk],
        )


def peak_of(path: str) -> tuple[int, int]:
    """Return how much memory a feed took at its worst, and how long it was."""
    size = 0
    tracemalloc.start()
    for part in parts_of(Api().get(path)):
        size += len(part)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak, size


def test_memory_does_not_grow_with_jobs(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "BATCH", 50)
    job = new_job(cast.acme)
    clone(job, 300)
    peak_of(RSS)  # what is made once
    few, short = peak_of(RSS)
    clone(job, 1200)
    many, long = peak_of(RSS)
    assert long > 4 * short
    assert many < few * 1.2
    assert many < long / 4
    assert len(set(listed(INDEED))) == 1501
