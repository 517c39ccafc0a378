"""Files in a bucket: whole, found, listed and linked; and a bucket that is away."""

import io
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone

from kernel import s3
from kernel.files import Store
from kernel.problems import Unavailable
from kernel.tests.fake_s3 import KEY_ID, REGION, SECRET, FakeS3, serving

DAY = timedelta(days=1)


@pytest.fixture
def bucket(settings: Any) -> Iterator[FakeS3]:
    with serving() as server:
        settings.FILES_URL = server.url
        settings.FILES_REGION = REGION
        settings.FILES_KEY_ID, settings.FILES_SECRET = KEY_ID, SECRET
        yield server


@pytest.fixture
def store(bucket: FakeS3) -> Store:
    return Store("things")


def write(store: Store, content: bytes = b"x") -> str:
    name, file = store.create()
    file.write(content)
    store.finish(name, file).close()
    return name


def fetch(link: str) -> tuple[int, bytes, Any]:
    place = urlsplit(link)
    with closing(HTTPConnection(place.netloc, timeout=5)) as connection:
        connection.request("GET", f"{place.path}?{place.query}")
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers


def test_what_was_finished_is_there_and_read(store: Store, bucket: FakeS3) -> None:
    name, file = store.create()
    file.write(b"hello")
    assert bucket.requests == []
    with store.finish(name, file) as kept:
        assert kept.read() == b"hello"
    assert list(bucket.files) == [f"things/{name}"]
    with store.open(name) as opened:
        assert opened.read() == b"hello"


def test_reading_begins_anywhere_and_fetches_what_is_read(
    store: Store, bucket: FakeS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "AT_ONCE", 1000)
    content = bytes(range(256)) * 40
    name = write(store, content)
    with store.open(name) as file:
        file.seek(9000)
        assert file.read() == content[9000:]
        file.seek(-1, io.SEEK_END)
        assert file.read(5) == content[-1:]
        file.seek(5)
        assert file.read(10) == content[5:15]
        file.seek(50_000)
        assert file.read() == b""
        file.seek(0)
        assert list(file) == list(io.BytesIO(content))
    assert len(bucket.requests) < 60


def test_nothing_is_a_file_too(store: Store) -> None:
    with store.open(write(store, b"")) as file:
        assert file.read() == b""


def test_what_is_removed_is_gone_and_may_be_removed_again(
    store: Store, bucket: FakeS3
) -> None:
    name = write(store)
    store.remove(name)
    store.remove(name)
    assert bucket.files == {}
    with pytest.raises(FileNotFoundError):
        store.open(name)


@pytest.mark.parametrize("name", ["", "..", "../x", "A" * 32, "0" * 31, "0" * 33])
def test_a_name_that_we_never_gave_is_not_asked_for(
    store: Store, bucket: FakeS3, name: str
) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(name)
    store.remove(name)
    assert bucket.requests == []


def test_what_nobody_touched_is_swept_from_all_pages(
    store: Store, bucket: FakeS3
) -> None:
    bucket.page = 3
    other = write(Store("others"))
    old = [write(store) for _ in range(8)]
    bucket.files["things/no name of ours"] = (b"", timezone.now())
    bucket.age(2 * DAY)
    young = write(store)
    assert sorted(store.untouched(for_=DAY)) == sorted(old)
    assert store.sweep(older_than=DAY, keep=old[:2]) == 6
    left = {f"things/{name}" for name in (*old[:2], young, "no name of ours")}
    assert set(bucket.files) == left | {f"others/{other}"}


def test_a_link_is_good_for_a_minute_and_for_one_file(
    store: Store, bucket: FakeS3, settings: Any
) -> None:
    name, another = write(store, b"hello"), write(store)
    told = {"called": "Größe; 50%.pdf", "media_type": "application/pdf"}
    link = store.link(name, **told, seconds=60)
    status, content, headers = fetch(link)
    assert (status, content) == (200, b"hello")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"] == (
        'attachment; filename="Gr__e; 50%.pdf";'
        " filename*=UTF-8''Gr%C3%B6%C3%9Fe%3B%2050%25.pdf"
    )
    assert fetch(link.replace(name, another))[0] == 403
    assert fetch(link.replace("attachment", "inline"))[0] == 403
    with time_machine.travel(timezone.now() + timedelta(seconds=62), tick=False):
        assert fetch(link)[0] == 403
    settings.FILES_PUBLIC_URL = "https://files.example.org/b"
    public = store.link(name, **told, seconds=60)
    assert public.startswith(f"https://files.example.org/b/things/{name}?")


def test_a_folder_has_no_links(settings: Any) -> None:
    settings.FILES_URL = ""
    told = {"called": "x.pdf", "media_type": "application/pdf", "seconds": 60}
    assert Store("things").link("0" * 32, **told) == ""


@pytest.mark.parametrize("status", [0, 500, 503])
def test_what_fails_once_is_sent_again(
    store: Store, bucket: FakeS3, status: int
) -> None:
    bucket.refusals = [status]
    name = write(store, b"hello")
    bucket.refusals = [status]
    with store.open(name) as file:
        bucket.refusals = [status]
        assert file.read() == b"hello"
    bucket.refusals = [status]
    assert list(store.untouched(for_=-DAY)) == [name]


@pytest.mark.parametrize("refusals", [[0, 0], [500, 503], [599, 0], [403], [301]])
def test_a_bucket_that_fails_is_away(
    store: Store, bucket: FakeS3, refusals: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    name, file = store.create()
    bucket.refusals = list(refusals)
    with pytest.raises(Unavailable):
        store.finish(name, file)
    file.close()
    assert bucket.files == {}
    assert bucket.refusals == []
    assert "bucket_fails" in caplog.text


def test_removing_leaves_a_file_to_the_sweep_when_the_bucket_is_away(
    store: Store, bucket: FakeS3
) -> None:
    name = write(store)
    bucket.refusals = [500, 500]
    store.remove(name)
    assert list(bucket.files) == [f"things/{name}"]
    bucket.age(2 * DAY)
    assert store.sweep(older_than=DAY, keep=[]) == 1


def test_nobody_there_is_away_in_time(store: Store, settings: Any) -> None:
    settings.FILES_URL = "http://127.0.0.1:9/bucket"
    with pytest.raises(Unavailable):
        store.open("0" * 32)


def test_a_silent_bucket_is_away(
    store: Store, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.FILES_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/bucket"
        with pytest.raises(Unavailable):
            store.open("0" * 32)


@pytest.mark.parametrize(
    ("name", "value"),
    [("FILES_SECRET", "x"), ("FILES_KEY_ID", "x"), ("FILES_REGION", "x")],
)
def test_who_has_another_key_gets_nothing(
    store: Store, settings: Any, name: str, value: str
) -> None:
    kept = write(store)
    setattr(settings, name, value)
    with pytest.raises(Unavailable):
        store.open(kept)
    told = {"called": "x.pdf", "media_type": "application/pdf", "seconds": 60}
    assert fetch(store.link(kept, **told))[0] == 403


def test_a_bucket_that_knows_no_ranges_is_no_help(store: Store, bucket: FakeS3) -> None:
    name = write(store, b"hello")
    with store.open(name) as file:
        bucket.refusals = [200]
        with pytest.raises(Unavailable):
            file.read()


def test_a_bucket_that_is_not_there_is_away_and_no_file_is_gone(
    store: Store, bucket: FakeS3, settings: Any
) -> None:
    settings.FILES_URL += "-of-somebody"
    name, file = store.create()
    with closing(file), pytest.raises(Unavailable):
        store.finish(name, file)
    with pytest.raises(Unavailable):
        store.open(name)
    with pytest.raises(Unavailable):
        list(store.untouched(for_=DAY))
    assert bucket.files == {}
