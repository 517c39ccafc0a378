"""What is in an export: all of one's own, as one may know it, and nothing of others."""

import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import models
from django.utils import timezone

from accounts.exports import all_sections
from accounts.models import ApiKey, Invitation, Membership, User
from accounts.secrets import digest
from accounts.tests.exporting import archive_of, made, section
from accounts.tests.mailbox import run_deliveries
from applications.models import Application, ApplicationMove, Message, Note, Resume
from applications.tests.factory import new_application, new_resume
from applications.tests.resume_sending import PDF, taken
from conftest import Cast, join, new_session, sign_in
from events.models import Event
from jobboard.tests.test_canaries import plant
from jobboard.tests.test_exported import fields_of, held, place
from jobs.models import HiddenCompany, JobFlag, JobImport, JobMove, SavedJob
from jobs.tests.factory import new_job
from kernel.ids import new_id
from notifications.models import Notification, Preference

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"


def rows_about_dana(cast: Cast) -> list[models.Model]:
    """Return a row of each table that holds something about an applicant."""
    dana, job = cast.dana, new_job(cast.acme)
    now = timezone.now()
    sent = new_application(job, dana, resume=new_resume(dana))
    lines = [
        Notification.objects.create(
            recipient=dana.key,
            event=new_id(),
            kind="x",
            notice="x",
            subject="x",
            payload={},
            visible_at=now - HOUR,
        ),
        Preference.objects.create(recipient=dana.key, category="x", email=False),
    ]
    return [
        dana,
        new_session(dana),
        ApiKey.objects.create(user=dana, name="x", scopes=[], shown="x"),
        Invitation.objects.create(
            company=cast.acme,
            email="dana@example.org",
            email_key="dana@example.org",
            company_role="viewer",
            token_digest=digest("x"),
            expires_at=now,
        ),
        *lines,
        SavedJob.objects.create(user=dana, job=job),
        HiddenCompany.objects.create(user=dana, company=cast.globex),
        JobFlag.objects.create(job=new_job(cast.acme), user=dana, reason="scam"),
        sent,
        sent.resume,
        sent.moves.get(),
        Message.objects.create(application=sent, side="company", text="x"),
    ]


def rows_of_bob(cast: Cast) -> list[models.Model]:
    """Return a row of each table that holds something about who recruits."""
    bob, job = cast.bob, new_job(cast.acme)
    sent = new_application(job, cast.eve)
    return [
        bob,
        Membership.objects.get(user=bob),
        Note.objects.create(application=sent, author=bob, text="x"),
        Message.objects.create(application=sent, side="company", author=bob, text="x"),
        ApplicationMove.objects.create(
            application=sent, to="in_review", to_stage="in_review", user=bob
        ),
        JobMove.objects.create(
            job=job, from_status="draft", to_status="published", by="company", user=bob
        ),
        JobImport.objects.create(
            company=cast.acme, user=bob, mode="merge", format="csv"
        ),
    ]


# Found by it, so that it cannot be planted in; or a word that the database checks.
FOUND_BY = {"email", "email_key", "recipient", "reason", "to", "category", "action"}
# Where somebody else's step began is shown to who took it, in a section of its own.
NOT_TOLD = {"dana": {"ApplicationMove.from_stage"}, "bob": set()}


@pytest.mark.parametrize("who", ["dana", "bob"])
def test_every_text_that_is_declared_is_in_it_and_no_other(cast: Cast, who: str):
    rows = rows_about_dana(cast) if who == "dana" else rows_of_bob(cast)
    api = sign_in(getattr(cast, who))
    kept = {
        (type(row), field.name): getattr(row, field.name)
        for row in rows
        for field in fields_of(type(row))
        if field.name in FOUND_BY
    }
    planted = plant(rows)
    for (model, name), value in kept.items():
        model.objects.filter(pk__in=[r.pk for r in rows]).update(**{name: value})
    archive = archive_of(api, made(api))
    text = b"".join(archive.read(name) for name in archive.namelist()).decode(
        errors="replace"
    )
    columns = held(getattr(cast, who))
    by_name = {type(row).__name__: type(row) for row in rows}
    checked = 0
    for where, canary in planted.items():
        model, _, name = where.split()[0].partition(".")
        if name in FOUND_BY:
            continue
        if f"{model}.{name}" in NOT_TOLD[who]:
            assert canary not in text, where
            continue
        field = next(each for each in fields_of(by_name[model]) if each.name == name)
        assert (canary in text) == (place(field) in columns), where
        checked += 1
    assert checked > 10


def test_an_applicant_reads_what_they_may_know(cast: Cast):
    dana = sign_in(cast.dana)
    resume = Resume.objects.get(pk=taken(dana)["id"])
    later = timezone.now() + HOUR
    job = new_job(cast.acme, title="Welder in Leeds")
    sent = new_application(
        job,
        cast.dana,
        "rejected",
        reason="qualifications",
        release_at=later,
        resume=resume,
        cover_letter="canary-letter",
        answers={"q": "canary-answer"},
    )
    ApplicationMove.objects.create(
        application=sent,
        to="rejected",
        to_stage="rejected",
        from_stage="in_review",
        reason="qualifications",
        user=cast.bob,
        told_at=later,
    )
    Note.objects.create(application=sent, author=cast.bob, text="canary-note")
    Message.objects.create(
        application=sent, side="company", author=cast.bob, text="canary-message"
    )
    archive = archive_of(dana, made(dana))
    (shown,) = section(archive, "applications")
    assert (shown["status"], shown["title"]) == ("in_review", "Welder in Leeds")
    assert shown["answers"] == {"q": "canary-answer"}
    (step,) = section(archive, "application_steps")
    assert (step["to"], step["by"]) == ("submitted", "applicant")
    (message,) = section(archive, "messages")
    assert (message["text"], message["author"]) == ("canary-message", "Bob Example")
    (listed,) = section(archive, "resumes")
    assert archive.read(listed["file"]) == PDF
    text = b"".join(archive.read(name) for name in archive.namelist()).decode(
        errors="replace"
    )
    for hidden in ("canary-note", "rejected", "qualifications", str(cast.bob.pk)):
        assert hidden not in text, hidden
    Application.objects.update(release_at=timezone.now() - HOUR)
    ApplicationMove.objects.update(told_at=timezone.now() - HOUR)
    archive = archive_of(dana, made(dana))
    assert section(archive, "applications")[0]["status"] == "rejected"
    assert "qualifications" not in archive.read("application_steps.json").decode()


def test_whoever_becomes_an_employer_does_not_learn_of_a_rejection(cast: Cast):
    sent = new_application(
        new_job(cast.acme), cast.dana, "rejected", release_at=timezone.now() + HOUR
    )
    User.objects.filter(pk=cast.dana.pk).update(role="employer")
    join(cast.dana, cast.acme, "viewer")
    dana = sign_in(cast.dana)
    (shown,) = section(archive_of(dana, made(dana)), "applications")
    assert (shown["id"], shown["status"]) == (str(sent.pk), "in_review")


def test_whoever_left_a_company_reads_no_more_of_what_it_received(cast: Cast):
    sent = new_application(new_job(cast.acme), cast.dana)
    Note.objects.create(application=sent, author=cast.bob, text="canary-note")
    bob = sign_in(cast.bob)
    (note,) = section(archive_of(bob, made(bob)), "notes_written")
    assert note["text"] == "canary-note"
    Membership.objects.filter(user=cast.bob).delete()
    bob = sign_in(cast.bob)
    (note,) = section(archive_of(bob, made(bob)), "notes_written")
    assert (note["application"], note["text"]) == (str(sent.pk), None)


def test_a_file_that_waits_for_the_scanner_is_not_in_it(cast: Cast):
    dana = sign_in(cast.dana)
    taken(dana)
    run_deliveries()
    Resume.objects.update(status="pending")
    archive = archive_of(dana, made(dana))
    assert not [name for name in archive.namelist() if name.startswith("files/")]
    assert section(archive, "resumes")[0]["file"] is None


def test_the_log_tells_what_one_may_know(cast: Cast):
    dana = sign_in(cast.dana)
    dana.post("/api/v1/me/email/", {"email": "eve@example.org"})
    sent = new_application(new_job(cast.acme), cast.dana)
    bob = sign_in(cast.bob)
    path = f"/api/v1/applications/{sent.pk}/"
    later = (timezone.now() + HOUR).isoformat()
    bob.post(f"{path}move/", {"to": "interview"})
    refused = {"to": "rejected", "reason": "salary", "notify_at": later}
    assert bob.post(f"{path}move/", refused).status_code == 200
    activity = section(archive_of(dana, made(dana)), "activity")
    kinds = [each["kind"] for each in activity]
    assert "application.moved" in kinds
    assert "export.asked" in kinds
    assert not {"application.rejected", "application.refusal_told"} & set(kinds)
    # Nor whether an address that one asked for is somebody's.
    assert not [kind for kind in kinds if kind.startswith("account.address")]
    assert Event.objects.filter(kind="account.address_change_collided").exists()


def test_the_readme_names_every_file(cast: Cast):
    erin = sign_in(cast.erin)
    archive = archive_of(erin, made(erin))
    told = archive.read("README.txt").decode()
    for each in all_sections():
        assert f"\n{each.name}.json\n    {each.says}\n" in told
        orjson.loads(archive.read(f"{each.name}.json"))
    assert len(archive.namelist()) == len(all_sections()) + 1


def test_memory_does_not_grow_with_rows(cast: Cast):
    """Rows come through a cursor of the server, a few at a time."""
    each, rows = 50_000, 800
    application = new_application(new_job(cast.acme), cast.dana)
    Message.objects.bulk_create(
        (
            Message(application=application, side="company", text=f"{n:05}" * 10_000)
            for n in range(rows)
        ),
        batch_size=50,
    )
    dana = sign_in(cast.dana)
    made(dana)  # what is imported and cached on the first time does not count
    tracemalloc.start()
    shown = made(dana)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < each * rows / 3
    (archive := archive_of(dana, shown)).close()
    assert archive.getinfo("messages.json").file_size > each * rows
