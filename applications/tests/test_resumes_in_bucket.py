"""Résumés where a bucket keeps files: the same promises, and links that lead there."""

from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from applications.models import Resume
from applications.services.resume_reading import sign_link
from applications.services.resume_scanning import scan_resume
from applications.services.resume_tidying import scan_waiting, sweep_files
from applications.tests.fake_clamd import clamd_at
from applications.tests.resume_sending import (
    PDF,
    RESUMES,
    applied,
    content_of,
    send,
    taken,
)
from conftest import Cast, actor_for, sign_in
from kernel.problems import Unavailable
from kernel.tests.fake_s3 import KEY_ID, REGION, SECRET, FakeS3, serving


@pytest.fixture(autouse=True)
def bucket(settings: Any) -> Iterator[FakeS3]:
    with serving() as server:
        settings.FILES_URL = server.url
        settings.FILES_REGION = REGION
        settings.FILES_KEY_ID, settings.FILES_SECRET = KEY_ID, SECRET
        yield server


def fetch(link: str) -> tuple[int, bytes, Any]:
    place = urlsplit(link)
    connection = HTTPConnection(place.netloc, timeout=5)
    connection.request("GET", f"{place.path}?{place.query}")
    answer = connection.getresponse()
    got = answer.status, answer.read(), answer.headers
    connection.close()
    return got


def test_those_who_may_read_one_are_led_to_the_bucket(
    cast: Cast, bucket: FakeS3
) -> None:
    dana, bob = sign_in(cast.dana), sign_in(cast.bob)
    shown = taken(dana, PDF, "Lebenslauf.pdf")
    assert [content for content, _ in bucket.files.values()] == [PDF]
    path = f"{RESUMES}{shown['id']}/download/"
    assert bob.get(path).status_code == 404
    applied(cast, shown["id"])
    for reader in (dana, bob):
        way = reader.get(path)
        assert way.status_code == 302
        assert way["Cache-Control"] == "private, no-store"
        status, content, headers = fetch(way["Location"])
        assert (status, content) == (200, PDF)
        assert headers["Content-Type"] == "application/pdf"
        assert headers["Content-Disposition"].startswith("attachment; ")
        assert "Lebenslauf.pdf" in headers["Content-Disposition"]


def test_a_link_of_ours_is_served_from_there(cast: Cast, bucket: FakeS3) -> None:
    """One that was made before the setting changed, and whatever else is streamed."""
    dana = sign_in(cast.dana)
    resume = Resume.objects.get(pk=taken(dana)["id"])
    query = urlencode({"token": sign_link(actor=actor_for(cast.dana), resume=resume)})
    answer = dana.get(f"{RESUMES}{resume.pk}/file/?{query}")
    assert content_of(answer) == PDF
    assert answer["Content-Length"] == str(len(PDF))
    bucket.files.clear()
    assert dana.get(f"{RESUMES}{resume.pk}/file/?{query}").status_code == 404
    bucket.refusals = [500, 500]
    assert dana.get(f"{RESUMES}{resume.pk}/file/?{query}").status_code == 503


def test_a_refused_file_does_not_stay(cast: Cast, bucket: FakeS3) -> None:
    answer = send(sign_in(cast.dana), b"MZ\x90\0", "cv.pdf")
    assert answer.status_code == 415
    assert bucket.files == {}


@pytest.mark.parametrize("refusals", [[0, 0], [500, 500], [403]])
def test_a_bucket_that_is_away_is_503_and_leaves_nothing(
    cast: Cast, bucket: FakeS3, refusals: list[int]
) -> None:
    dana = sign_in(cast.dana)
    bucket.refusals = refusals
    answer = send(dana)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not Resume.objects.exists()
    assert bucket.files == {}
    assert send(dana).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_deleting_succeeds_while_the_bucket_is_away_and_the_sweep_ends_it(
    cast: Cast, bucket: FakeS3
) -> None:
    dana = sign_in(cast.dana)
    kept, gone = taken(dana), taken(dana)
    bucket.refusals = [503, 503]
    assert dana.delete(f"{RESUMES}{gone['id']}/").status_code == 204
    assert len(bucket.files) == 2
    assert sweep_files() == 0
    bucket.age(timedelta(days=2))
    assert sweep_files() == 1
    stored_as = Resume.objects.get(pk=kept["id"]).stored_as
    assert list(bucket.files) == [f"resumes/{stored_as}"]


def test_a_scanner_reads_what_lies_there(
    cast: Cast, bucket: FakeS3, settings: Any
) -> None:
    with clamd_at("127.0.0.1") as (_, settings.CLAMD_URL):
        shown = taken(sign_in(cast.dana))
        assert shown["status"] == "pending"
        bucket.refusals = [0, 0]
        with pytest.raises(Unavailable):
            scan_resume(shown["id"])
        Resume.objects.update(created_at="2020-01-01T00:00:00Z")
        bucket.refusals = [0, 0]
        assert scan_waiting() == 0
        assert Resume.objects.get().status == "pending"
        scan_resume(shown["id"])
    assert Resume.objects.get().status == "ready"
