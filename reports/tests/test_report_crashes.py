"""Killed at each step, delivered twice, cancelled at the last moment: never twice."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction

from applications.tests.factory import new_application
from conftest import Cast, actor_for, sign_in
from events.models import Delivery, Event
from events.tests.conftest import sequence_all
from jobs.tests.factory import new_job
from kernel.problems import Problem
from kernel.tests.threads import at_once
from reports.models import Report
from reports.services import building
from reports.services.building import build_report
from reports.services.requesting import begin_next, cancel_report
from reports.tests.asking import ask, content, shown, work_off

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reports"])


def names() -> set[str]:
    folder = Path(settings.FILES_DIR) / "reports"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def die(delivery: str, where: str, times: int) -> int:
    """Build a report in a process that is killed; return how it ended."""
    database = connection.settings_dict
    place = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}"
        f"?host={database['HOST']}&port={database['PORT']}"
    )
    given = {
        "DJANGO_SETTINGS_MODULE": "kernel.tests.settings",
        "DEBUG": "on",
        "DATABASE_URL": place,
        "FILES_DIR": str(settings.FILES_DIR),
    }
    command = [sys.executable, "-m", "reports.tests.dying_report", delivery, where]
    done = subprocess.run(  # noqa: S603  # our own program
        [*command, str(times)],
        env=os.environ | given,
        cwd=settings.BASE_DIR,
        check=False,
        timeout=60,
        capture_output=True,
    )
    return done.returncode


def begun(cast: Cast, form: str = "csv") -> tuple[Any, str, str]:
    """Return somebody, their report that is to be built, and what is to build it."""
    for applicant in (cast.dana, cast.eve, cast.mallory):
        new_application(new_job(cast.acme), applicant)
    alice = sign_in(cast.alice)
    report_id = ask(alice, "applications", form).json()["id"]
    begin_next(cast.alice.pk)
    sequence_all()
    delivery = Delivery.objects.get(consumer="reports.build")
    return alice, report_id, str(delivery.pk)


@pytest.mark.parametrize(
    ("where", "times", "orphans"),
    [
        ("create", 1, 1),  # nobody knows of the file yet; it is swept away by its age
        ("claim", 1, 0),
        ("count", 1, 0),
        ("note", 1, 0),
        ("note", 2, 0),
        ("note", 4, 0),
        ("note", 6, 0),
        ("write", 1, 0),
        ("finish", 1, 0),
        ("record", 1, 0),
        ("ready", 1, 0),
        ("build", 1, 0),
    ],
)
def test_a_killed_worker_leaves_one_report_and_one_file(
    cast: Cast, where: str, times: int, orphans: int
):
    before = names()
    alice, report_id, delivery = begun(cast)
    assert die(delivery, where, times) == -9
    assert shown(alice, report_id)["status"] == "running"
    assert not mail.outbox
    work_off()
    said = shown(alice, report_id)
    assert (said["status"], said["rows"], said["progress"]) == ("ready", 3, 100)
    assert content(alice, said).count(b"\r\n") == 4
    assert len(names() - before) == 1 + orphans
    assert Event.objects.filter(kind="report.ready").count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("form", ["xlsx", "pdf", "json"])
def test_the_other_formats_begin_anew_too(cast: Cast, form: str):
    before = names()
    alice, report_id, delivery = begun(cast, form)
    assert die(delivery, "note", 2) == -9
    work_off()
    assert shown(alice, report_id)["status"] == "ready"
    assert len(names() - before) == 1


def test_built_twice_it_is_built_once(cast: Cast):
    before = names()
    alice, report_id, _ = begun(cast)
    report = Report.objects.get(pk=report_id)
    with transaction.atomic():
        build_report(report_id=report.pk)
    with transaction.atomic():
        build_report(report_id=report.pk)
    assert shown(alice, report_id)["status"] == "ready"
    assert len(names() - before) == 1
    assert Event.objects.filter(kind="report.ready").count() == 1


def test_two_runs_at_once_leave_one_file(cast: Cast):
    """As when a frozen worker thaws: the run that claimed last counts."""
    before = names()
    alice, report_id, _ = begun(cast)
    report = Report.objects.get(pk=report_id)

    def build(number: int) -> None:
        with transaction.atomic():
            build_report(report_id=report.pk)

    at_once(2, build)
    assert shown(alice, report_id)["status"] == "ready"
    assert len(names() - before) == 1
    assert Event.objects.filter(kind="report.ready").count() == 1


def test_two_begin_one(cast: Cast):
    alice = sign_in(cast.alice)
    for _ in range(3):
        ask(alice)
    found = at_once(4, lambda _: begin_next(cast.alice.pk))
    assert len([report for report in found if report]) == 1
    assert Report.objects.running().count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_cancelled_while_finishing_it_is_one_of_the_two(cast: Cast, attempt: int):
    before = names()
    alice, report_id, _ = begun(cast)
    report = Report.objects.get(pk=report_id)

    def act(number: int) -> str:
        if number == 0:
            with transaction.atomic():
                build_report(report_id=report.pk)
            return ""
        try:
            return cancel_report(
                actor=actor_for(cast.alice), report_id=report.pk
            ).status
        except Problem as problem:
            return problem.code

    _, answered = at_once(2, act)
    status = shown(alice, report_id)["status"]
    assert (answered, status) in {("cancelled", "cancelled"), ("not_now", "ready")}
    assert len(names() - before) == (status == "ready")


def test_a_cancellation_at_the_very_end_wins(cast: Cast, monkeypatch: Any):
    before = names()
    alice, report_id, _ = begun(cast)
    finish, threads = building.REPORTS.finish, []

    def cancel_then(name: str, file: Any) -> Any:
        thread = threading.Thread(target=cancel)
        thread.start()
        thread.join()
        threads.append(thread)
        return finish(name, file)

    def cancel() -> None:
        try:
            cancel_report(
                actor=actor_for(cast.alice), report_id=Report.objects.get().pk
            )
        finally:
            connection.close()

    monkeypatch.setattr(building.REPORTS, "finish", cancel_then)
    work_off()
    assert len(threads) == 1
    assert shown(alice, report_id)["status"] == "cancelled"
    assert names() == before
    assert not mail.outbox


def test_an_overtaken_run_finishes_nothing(cast: Cast, monkeypatch: Any):
    """Another run has claimed the report since this one last looked."""
    before = names()
    _, report_id, _ = begun(cast)
    finish = building.REPORTS.finish

    def overtake_then(name: str, file: Any) -> Any:
        others = {"stored_as": "f" * 32}
        at_once(1, lambda _: Report.objects.update(**others))
        return finish(name, file)

    monkeypatch.setattr(building.REPORTS, "finish", overtake_then)
    with transaction.atomic():
        build_report(report_id=Report.objects.get(pk=report_id).pk)
    assert Report.objects.get().status == "running"
    assert Report.objects.get().stored_as == "f" * 32
    assert names() == before
