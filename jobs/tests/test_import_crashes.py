"""Killed in the middle, twice at once, rights lost: never half, never twice."""

import os
import subprocess
import sys
import threading
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import Membership, User
from conftest import Cast, actor_for, sign_in
from jobs.imports import chunks, parts
from jobs.imports.checking import check_row
from jobs.models import Job, JobImport, JobMove, RefusedRow
from jobs.services.importing import begin_next
from jobs.services.posting import edit_job
from jobs.services.taking_over import take_part
from jobs.tests.factory import new_job
from jobs.tests.handing_in import (
    counts,
    only_import,
    row,
    send,
    shown,
    work_off,
)
from kernel.tests.threads import at_once, eventually

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [
    row(number, **({"title": ""} if number % 10 == 3 else {})) for number in range(50)
]


def die(import_id: str, what: str, times: int) -> int:
    """Take parts of an import in a process that is killed; return how it ended."""
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
    command = [sys.executable, "-m", "jobs.tests.dying_import", import_id, what]
    done = subprocess.run(  # noqa: S603  # our own program
        [*command, str(times)],
        env=os.environ | given,
        cwd=settings.BASE_DIR,
        check=False,
        timeout=60,
        capture_output=True,
    )
    return done.returncode


@pytest.mark.parametrize(
    ("what", "times"),
    [
        ("look", 1),
        ("look", 3),
        ("look", 6),
        ("copy", 1),
        ("copy", 2),
        ("copy", 9),
        ("copy", 14),
        ("part", 1),
        ("part", 3),
    ],
)
def test_a_killed_worker_repeats_a_part_and_nothing_twice(
    cast: Cast, what: str, times: int
):
    bob = sign_in(cast.bob)
    import_id = send(bob, ROWS, mode="merge").json()["id"]
    begin_next(cast.acme.pk)
    assert die(import_id, what, times) == -9
    half = only_import()
    assert half.rows % 20 == 0
    assert half.created + half.failed == half.rows
    assert Job.objects.count() == half.created
    assert JobMove.objects.count() == 2 * half.created
    assert RefusedRow.objects.count() == half.failed
    work_off()
    said = shown(bob, import_id)
    assert (said["status"], said["rows"]) == ("done", 50)
    assert said["counts"] == counts(created=45, failed=5)
    assert [error["row"] for error in said["errors"]] == [4, 14, 24, 34, 44]
    assert Job.objects.count() == 45
    assert JobMove.objects.count() == 90


def test_progress_is_seen_between_the_parts(cast: Cast, monkeypatch: Any):
    monkeypatch.setattr(parts, "MOST_ROWS", 20)
    bob = sign_in(cast.bob)
    import_id = send(bob, ROWS).json()["id"]
    begin_next(cast.acme.pk)
    seen = []
    while shown(bob, import_id)["status"] == "running":
        take_part(import_id=UUID(import_id), check=check_row)
        said = shown(bob, import_id)
        seen.append((said["rows"], said["progress"], len(said["errors"])))
    assert seen == [(20, 39, 2), (40, 79, 4), (50, 100, 5)]


def lose_role(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(company_role="viewer")


def leave(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).delete()


def change_company(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(company=cast.globex)


def ban(cast: Cast) -> None:
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)


def erase(cast: Cast) -> None:
    cast.bob.delete()


def suspend(cast: Cast) -> None:
    cast.acme.suspended_at = timezone.now()
    cast.acme.save(update_fields=["suspended_at"])


@pytest.mark.parametrize(
    "lose", [lose_role, leave, change_company, ban, erase, suspend]
)
def test_rights_that_are_lost_end_it_at_the_next_part(
    cast: Cast, lose: Any, monkeypatch: Any
):
    monkeypatch.setattr(parts, "MOST_ROWS", 20)
    import_id = send(sign_in(cast.bob), ROWS, mode="mirror").json()["id"]
    begin_next(cast.acme.pk)
    take_part(import_id=UUID(import_id), check=check_row)
    lose(cast)
    take_part(import_id=UUID(import_id), check=check_row)
    said = shown(sign_in(cast.alice), import_id)
    assert (said["status"], said["rows"]) == ("failed", 20)
    assert said["counts"] == counts(created=18, failed=2)
    assert ("suspended" if lose is suspend else "no longer") in said["detail"]
    take_part(import_id=UUID(import_id), check=check_row)
    assert Job.objects.count() == 18


def test_a_suspended_company_hands_nothing_in(cast: Cast):
    suspend(cast)
    answer = send(sign_in(cast.bob), ROWS)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    assert not JobImport.objects.exists()


def test_one_part_at_a_time_however_many_ask(cast: Cast):
    import_id = UUID(send(sign_in(cast.bob), ROWS).json()["id"])
    assert (
        len([each for each in at_once(4, lambda _: begin_next(cast.acme.pk)) if each])
        == 1
    )
    at_once(4, lambda _: take_part(import_id=import_id, check=check_row))
    assert only_import().status == "done"
    assert Job.objects.count() == 45


def test_two_companies_at_once_do_not_meet(cast: Cast):
    ids = [
        UUID(send(sign_in(user), ROWS).json()["id"]) for user in (cast.bob, cast.grace)
    ]
    for company in (cast.acme, cast.globex):
        begin_next(company.pk)
    at_once(2, lambda n: take_part(import_id=ids[n], check=check_row))
    assert {each.status for each in JobImport.objects.all()} == {"done"}
    for company in (cast.acme, cast.globex):
        assert Job.objects.filter(company=company).count() == 45


def test_an_edit_at_the_same_instant_is_not_lost(cast: Cast):
    """The import waits for the edit, and then looks at what is there."""
    job = new_job(cast.acme, **row(1))
    import_id = UUID(send(sign_in(cast.bob), [row(1, positions=7)]).json()["id"])
    begin_next(cast.acme.pk)

    def take() -> None:
        try:
            take_part(import_id=import_id, check=check_row)
        finally:
            connections.close_all()

    taking = threading.Thread(target=take)
    with transaction.atomic():
        changes = {"questions": [{"id": "a", "label": "?", "type": "text"}]}
        edit_job(
            actor=actor_for(cast.alice),
            job_id=job.pk,
            changes={**changes, "title": "Edited"},
            check=lambda _: None,
        )
        taking.start()
        eventually(waits_for_a_lock)
    taking.join()
    job.refresh_from_db()
    assert (job.title, job.positions) == ("Welder 1", 7)
    assert job.approved["title"] == job.title
    assert only_import().updated == 1


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_the_same_job_posted_meanwhile_is_found_at_once(cast: Cast, monkeypatch: Any):
    """It appears between our looking and our writing; the constraint tells us."""
    import_id = UUID(send(sign_in(cast.bob), [row(1), row(2)]).json()["id"])
    begin_next(cast.acme.pk)
    posted: list[Job] = []
    known = chunks.Taker._known  # noqa: SLF001  # the moment that the race needs

    def look_and_be_overtaken(self: Any, keys: Any) -> Any:
        found = known(self, keys)
        if not posted:
            at_once(1, lambda _: posted.append(new_job(cast.acme, **row(1))))
        return found

    monkeypatch.setattr(chunks.Taker, "_known", look_and_be_overtaken)
    take_part(import_id=import_id, check=check_row)
    assert only_import().status == "done"
    assert (only_import().created, only_import().updated) == (1, 1)
    assert Job.objects.count() == 2
