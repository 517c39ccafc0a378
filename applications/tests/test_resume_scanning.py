"""With a scanner, nothing is served before it was seen, and nothing harmful ever."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from applications.models import Resume
from applications.services.resume_tidying import scan_waiting
from applications.tests.fake_clamd import EICAR, Clamd, clamd_at
from applications.tests.resume_sending import (
    PDF,
    RESUMES,
    applied,
    content_of,
    left,
    link_of,
    taken,
)
from conftest import Cast, sign_in
from events.models import Delivery
from events.tests.conftest import deliver_all, make_due, sequence_all

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY_THERE = "tcp://127.0.0.1:1"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "resumes"


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    with clamd_at("127.0.0.1") as (server, url):
        settings.CLAMD_URL = url
        yield server


def work_off() -> None:
    """Do once whatever is to be done, and what follows from it."""
    for _ in range(3):
        sequence_all()
        make_due()
        deliver_all()


def scans_open() -> int:
    rows = Delivery.objects.still_open().filter(consumer="applications.resumes")
    return rows.count()


def test_a_file_waits_and_is_ready(cast: Cast, clamd: Clamd) -> None:
    dana = sign_in(cast.dana)
    shown = taken(dana)
    assert shown["status"] == "pending"
    refused = dana.get(f"{RESUMES}{shown['id']}/download/")
    assert (refused.status_code, refused.json()["code"]) == (409, "resume_pending")
    assert refused["Retry-After"]
    work_off()
    assert clamd.seen == [PDF]
    assert dana.get(f"{RESUMES}{shown['id']}/").json()["status"] == "ready"
    assert content_of(dana.get(link_of(dana, shown["id"]))) == PDF


def test_over_a_socket_of_this_machine(cast: Cast, settings: Any) -> None:
    # A path of such a socket has room for a hundred bytes.
    with tempfile.TemporaryDirectory() as short:  # noqa: SIM117  # one depends on the other
        with clamd_at(Path(short) / "clamd") as (server, url):
            settings.CLAMD_URL = url
            taken(sign_in(cast.dana))
            work_off()
            assert server.seen == [PDF]
    assert Resume.objects.get().status == "ready"


def test_an_infected_file_goes_and_its_owner_is_told(
    cast: Cast, clamd: Clamd, folder: Path, mailoutbox: list[Any]
) -> None:
    dana = sign_in(cast.dana)
    shown = taken(dana, EICAR, "Grüße.txt")
    application = applied(cast, shown["id"])
    work_off()
    assert not Resume.objects.exists()
    assert left(folder) == []
    application.refresh_from_db()
    assert (application.resume, application.files.count()) == (None, 0)
    assert dana.get(f"{RESUMES}{shown['id']}/").status_code == 404
    notices = dana.get("/api/v1/me/notifications/").json()["results"]
    assert ["virus" in str(each) for each in notices] == [True]
    (mail,) = mailoutbox
    assert mail.to == ["Dana Example <dana@example.org>"]
    assert "Grüße.txt" in mail.body


ANSWERS = {
    "an error": b"INSTREAM size limit exceeded. ERROR\0",
    "nothing": b"",
    "half": b"stream: O",
    "something else": b"hello\0",
    "OK of another": b"other: OK\0",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_not_said_clearly_is_asked_again(
    cast: Cast, clamd: Clamd, name: str
) -> None:
    clamd.answer = ANSWERS[name]
    taken(sign_in(cast.dana))
    for _ in range(3):
        work_off()
    assert Resume.objects.get().status == "pending"
    assert scans_open() == 1, "an answer that fails is no fault of the event"
    clamd.answer = None
    work_off()
    assert Resume.objects.get().status == "ready"
    assert scans_open() == 0


def test_while_clamd_is_away_files_wait(
    cast: Cast, settings: Any, clamd: Clamd
) -> None:
    there, settings.CLAMD_URL = settings.CLAMD_URL, NOBODY_THERE
    taken(sign_in(cast.dana))
    for _ in range(3):
        work_off()
    assert Resume.objects.get().status == "pending"
    settings.CLAMD_URL = there
    work_off()
    assert Resume.objects.get().status == "ready"


def test_the_schedule_finds_what_the_log_lost(
    cast: Cast, settings: Any, clamd: Clamd
) -> None:
    there = settings.CLAMD_URL
    taken(sign_in(cast.dana))
    Resume.objects.update(created_at=timezone.now() - timedelta(hours=2))
    settings.CLAMD_URL = NOBODY_THERE
    assert scan_waiting() == 0
    settings.CLAMD_URL = there
    assert scan_waiting() == 1
    assert Resume.objects.get().status == "ready"


def test_a_scanner_that_was_switched_off_holds_nothing_back(
    cast: Cast, settings: Any, clamd: Clamd
) -> None:
    taken(sign_in(cast.dana))
    settings.CLAMD_URL = ""
    work_off()
    assert Resume.objects.get().status == "ready"
    assert clamd.seen == []


def test_a_file_that_was_lost_takes_its_row_along(
    cast: Cast, clamd: Clamd, folder: Path
) -> None:
    taken(sign_in(cast.dana))
    for path in folder.iterdir():
        path.unlink()
    work_off()
    assert not Resume.objects.exists()


def test_without_a_scanner_files_are_ready(cast: Cast) -> None:
    assert taken(sign_in(cast.dana))["status"] == "ready"
    work_off()
    assert scans_open() == 0
