"""A report from being asked for to being gone."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from applications.tests.factory import new_application
from conftest import Api, Cast, sign_in
from events.models import Event
from jobs.tests.factory import new_job
from kernel.tests.threads import at_once
from notifications.models import Notification
from reports.files import REPORTS as FILES
from reports.models import Report
from reports.services import running
from reports.services.requesting import begin_next
from reports.services.tidying import (
    begin_waiting,
    end_lost,
    expire_outdated,
    forget_old,
    sweep_files,
)
from reports.tests.asking import (
    REPORTS,
    ask,
    built,
    content,
    download,
    shown,
    work_off,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reports"])


def files() -> list[Path]:
    folder = Path(settings.FILES_DIR) / "reports"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture(autouse=True)
def _empty_folder() -> None:
    for path in files():
        path.unlink()


def test_a_report_is_built_and_downloaded(cast: Cast):
    new_application(new_job(cast.acme, title="Baker"), cast.dana)
    alice = sign_in(cast.alice)
    answer = ask(alice)
    assert answer.status_code == 202, answer.content
    queued = answer.json()
    assert answer["Location"] == queued["url"]
    assert (queued["status"], queued["progress"], queued["rows"]) == ("queued", 0, None)
    assert queued["download_url"] is None
    work_off()
    said = shown(alice, queued["id"])
    assert (said["status"], said["progress"], said["rows"]) == ("ready", 100, 1)
    file = download(alice, said)
    assert file["Content-Disposition"].startswith("attachment; ")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Cache-Control"] == "private, no-store"
    raw = file.getvalue()
    assert len(raw) == said["size"]
    told = json.loads(raw)
    (row,) = told["sections"]["applications"]["rows"]
    assert (row["title"], row["email"]) == ("Baker", "dana@example.org")
    assert len(files()) == 1


def test_the_same_as_csv(cast: Cast):
    new_application(new_job(cast.acme, title="Baker"), cast.dana)
    alice = sign_in(cast.alice)
    text = content(alice, built(alice, "applications", "csv")).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["title"], row["email"]) == ("Baker", "dana@example.org")


def test_whoever_asked_is_told_with_a_link_and_no_file(cast: Cast):
    said = built(sign_in(cast.alice), "responsiveness", "pdf")
    (letter,) = mail.outbox
    assert letter.to == ["Alice Example <alice@example.org>"]
    assert f"/my-reports#{said['id']}" in letter.body
    assert Api().get("/my-reports").status_code == 200
    assert not letter.attachments
    (notice,) = Notification.objects.all()
    assert notice.recipient == cast.alice.key
    assert Event.objects.get(kind="report.ready").audience == [cast.alice.key]


def test_one_is_built_at_a_time_and_the_rest_wait(cast: Cast):
    alice = sign_in(cast.alice)
    asked = [ask(alice).json()["id"] for _ in range(3)]
    other = ask(sign_in(cast.bob)).json()["id"]
    first = begin_next(cast.alice.pk)
    assert first is not None
    assert str(first.pk) == asked[0]
    assert begin_next(cast.alice.pk) is None
    begun = begin_next(cast.bob.pk)
    assert begun is not None
    assert str(begun.pk) == other
    work_off()
    ready = Report.objects.filter(status="ready").order_by("finished_at")
    assert ready.count() == 4
    alices = ready.filter(user=cast.alice).values_list("pk", flat=True)
    assert [str(pk) for pk in alices] == asked


def test_progress_is_seen_and_moves(cast: Cast, monkeypatch: Any):
    for applicant in (cast.dana, cast.eve, cast.mallory):
        new_application(new_job(cast.acme), applicant)
    monkeypatch.setattr("reports.reading.BATCH", 1)
    monkeypatch.setattr(running, "EVERY", 0)
    alice = sign_in(cast.alice)
    report_id = ask(alice).json()["id"]
    seen, note = [], running.Run.note

    def watch(self: Any, **told: int) -> None:
        note(self, **told)
        said = shown(alice, report_id)
        seen.append((said["status"], said["progress"], said["rows"]))

    monkeypatch.setattr(running.Run, "note", watch)
    work_off()
    assert [rows for _, _, rows in seen[:3]] == [1, 2, 3]
    assert {status for status, _, _ in seen} == {"running"}
    progress = [each for _, each, _ in seen]
    assert progress == sorted(progress)
    assert len(set(progress)) > 4
    assert max(progress) == 99


def test_a_queued_one_is_cancelled(cast: Cast):
    alice = sign_in(cast.alice)
    report_id = ask(alice).json()["id"]
    answer = alice.post(f"{REPORTS}{report_id}/cancel/")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    work_off()
    assert shown(alice, report_id)["status"] == "cancelled"
    again = alice.post(f"{REPORTS}{report_id}/cancel/")
    assert (again.status_code, again.json()["allowed"]) == (409, [])
    assert files() == []


@pytest.mark.parametrize("how", ["cancel", "delete"])
def test_one_that_is_being_built_is_called_off(cast: Cast, monkeypatch: Any, how: str):
    new_application(new_job(cast.acme), cast.dana)
    monkeypatch.setattr(running, "EVERY", 0)
    alice = sign_in(cast.alice)
    path = f"{REPORTS}{ask(alice).json()['id']}/"
    note, looks = running.Run.note, []

    def call_off() -> None:
        """Do it from another connection than the one that builds."""
        cancelled = how == "cancel"
        done = alice.post(f"{path}cancel/") if cancelled else alice.delete(path)
        assert done.status_code == (200 if cancelled else 204)

    def interrupt(self: Any, **told: int) -> None:
        looks.append(told)
        if len(looks) == 1:
            at_once(1, lambda _: call_off())
        note(self, **told)

    monkeypatch.setattr(running.Run, "note", interrupt)
    waiting = ask(alice).json()["id"]
    work_off()
    gone = alice.get(path)
    assert gone.status_code == (200 if how == "cancel" else 404)
    assert Report.objects.filter(status="cancelled").count() == (how == "cancel")
    assert shown(alice, waiting)["status"] == "ready"
    assert len(files()) == 1


def test_deleting_removes_the_file(cast: Cast):
    alice = sign_in(cast.alice)
    said = built(alice)
    assert len(files()) == 1
    assert alice.delete(f"{REPORTS}{said['id']}/").status_code == 204
    assert files() == []
    assert alice.get(f"{REPORTS}{said['id']}/").status_code == 404


def test_nothing_is_downloaded_before_it_is_ready(cast: Cast):
    alice = sign_in(cast.alice)
    path = f"{REPORTS}{ask(alice).json()['id']}/"
    for end in ("download/", "view/"):
        answer = alice.get(f"{path}{end}")
        assert answer.status_code == 409
        assert answer.json()["code"] == "report_not_ready"
        assert answer["Retry-After"] == "5"


def test_a_file_is_kept_for_a_week(cast: Cast):
    alice = sign_in(cast.alice)
    said = built(alice)
    place = alice.get(f"{REPORTS}{said['id']}/download/")["Location"]
    ended = timezone.now() + timedelta(days=7, minutes=1)
    assert expire_outdated() == 0
    Report.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    over = shown(alice, said["id"])
    assert (over["status"], over["download_url"], over["size"]) == (
        "expired",
        None,
        None,
    )
    assert alice.get(f"{REPORTS}{said['id']}/download/").status_code == 409
    assert Api().get(place.partition("testserver")[2]).status_code == 404
    assert expire_outdated() == 1
    assert files() == []
    assert Report.objects.get().figures is None
    with time_machine.travel(ended, tick=False):
        assert forget_old() == 0
    Report.objects.update(finished_at=timezone.now() - timedelta(days=91))
    assert forget_old() == 1


def test_lost_work_ends_and_waiting_work_begins(cast: Cast):
    alice = sign_in(cast.alice)
    lost, waiting = ask(alice).json()["id"], ask(alice).json()["id"]
    begin_next(cast.alice.pk)
    Event.objects.all().delete()
    Report.objects.update(started_at=timezone.now() - timedelta(minutes=6))
    assert end_lost() == 1
    assert shown(alice, lost)["status"] == "failed"
    assert shown(alice, lost)["detail"].startswith("Something went wrong on our side")
    Event.objects.all().delete()
    begin_waiting()
    assert shown(alice, waiting)["status"] == "running"
    assert end_lost() == 0
    work_off()
    assert shown(alice, waiting)["status"] == "ready"


def test_files_without_a_row_are_swept_away(cast: Cast, monkeypatch: Any):
    built(sign_in(cast.alice))
    _, orphan = FILES.create()
    orphan.close()
    assert len(files()) == 2
    assert sweep_files() == 0
    monkeypatch.setattr("reports.services.tidying.ALONE", timedelta(seconds=-5))
    assert sweep_files() == 1
    assert len(files()) == 1


def test_what_takes_too_long_fails_with_advice(cast: Cast, monkeypatch: Any):
    new_application(new_job(cast.acme), cast.dana)
    monkeypatch.setattr(running, "LONGEST", -1)
    said = built(sign_in(cast.alice))
    assert (said["status"], said["detail"]) == (
        "failed",
        "It takes too long. Ask for fewer days.",
    )
    assert files() == []


def test_a_statement_over_its_time_fails_likewise(cast: Cast, monkeypatch: Any):
    monkeypatch.setattr("reports.figures.applications._LIST", "SELECT pg_sleep(9)")
    monkeypatch.setitem(
        settings.DATABASES["reports"]["OPTIONS"],
        "options",
        "-c statement_timeout=50 -c default_transaction_read_only=on",
    )
    said = built(sign_in(cast.alice))
    assert (said["status"], said["detail"][:20]) == ("failed", "It takes too long. A")
