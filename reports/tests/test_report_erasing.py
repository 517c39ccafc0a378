"""An erased person is in no report: neither in one's own nor in a company's list."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from applications.services.erasing import forget_applicant
from applications.tests.factory import new_application
from conftest import Cast, sign_in
from jobs.tests.factory import new_job
from kernel.tests.threads import eventually
from reports.models import Report, ReportSchedule
from reports.services import running
from reports.tests.asking import ask, built, content, shown, work_off
from reports.tests.factory import new_schedule

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reports"])


def names() -> set[str]:
    folder = Path(settings.FILES_DIR) / "reports"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_ones_own_go_with_their_files(cast: Cast):
    before = names()
    built(sign_in(cast.bob), "responsiveness")
    new_schedule(cast.bob, cast.acme)
    assert sign_in(cast.bob).delete("/api/v1/me/").status_code == 204
    assert not Report.objects.exists()
    assert not ReportSchedule.objects.exists()
    assert names() == before


def test_lists_that_name_them_go_and_others_stay(cast: Cast):
    job = new_job(cast.acme)
    new_application(job, cast.dana)
    new_application(job, cast.eve)
    new_application(new_job(cast.globex), cast.eve)
    alice, grace = sign_in(cast.alice), sign_in(cast.grace)
    listed = built(alice)
    other_days = built(alice, period={"from": "2020-01-01", "to": "2020-12-31"})
    counted = built(alice, "pipeline_funnel")
    others = built(grace)
    assert sign_in(cast.dana).delete("/api/v1/me/").status_code == 204
    assert shown(alice, listed["id"])["status"] == "expired"
    for api, kept in ((alice, other_days), (alice, counted), (grace, others)):
        assert shown(api, kept["id"])["status"] == "ready"
    anew = content(alice, built(alice)).decode()
    assert "dana@example.org" not in anew
    assert anew.count('"submitted_at":"') == 2


def test_a_list_that_is_being_written_begins_anew(cast: Cast, monkeypatch: Any):
    """They are erased between the reading of figures and the end of the file."""
    job = new_job(cast.acme)
    new_application(job, cast.dana)
    new_application(job, cast.eve)
    alice, before = sign_in(cast.alice), names()
    report_id = ask(alice).json()["id"]
    monkeypatch.setattr(running, "EVERY", 0)
    note, erased = running.Run.note, []

    def interrupt(self: Any, **told: int) -> None:
        if not erased:
            erased.append(threading.Thread(target=go))
            erased[0].start()
            erased[0].join()
        note(self, **told)

    def go() -> None:
        try:
            erased.append(sign_in(cast.dana).delete("/api/v1/me/").status_code)
        finally:
            connection.close()

    monkeypatch.setattr(running.Run, "note", interrupt)
    work_off()
    assert erased[1] == 204
    said = shown(alice, report_id)
    assert said["status"] == "ready"
    assert b"dana@example.org" not in content(alice, said)
    assert len(names() - before) == 1


def test_whatever_forgets_an_applicant_ends_the_lists(cast: Cast):
    """As when a company's time of keeping applications is over."""
    new_application(new_job(cast.acme), cast.dana)
    alice = sign_in(cast.alice)
    said = built(alice)
    place = said["download_url"].partition("testserver")[2]
    with transaction.atomic():
        forget_applicant(User.objects.get(pk=cast.dana.pk))
    assert shown(alice, said["id"])["status"] == "expired"
    assert alice.get(place).status_code == 409


def test_a_list_waits_for_whoever_is_being_erased(cast: Cast):
    """They are being erased when the list begins: it is read when they are gone."""
    new_application(new_job(cast.acme), cast.dana)
    alice = sign_in(cast.alice)
    report_id = ask(alice).json()["id"]
    held, done = threading.Event(), threading.Event()

    def erase_slowly() -> None:
        try:
            with transaction.atomic():
                forget_applicant(cast.dana)
                held.set()
                done.wait(0.5)
                User.objects.filter(pk=cast.dana.pk).update(email="gone@example.org")
        finally:
            connection.close()

    thread = threading.Thread(target=erase_slowly)
    thread.start()
    assert held.wait(10)
    work_off()
    thread.join()
    eventually(lambda: shown(alice, report_id)["status"] == "ready")
    assert b"dana@example.org" not in content(alice, shown(alice, report_id))
