"""A company keeps applications for so long after the last contact, and no longer."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Company
from accounts.tests.mailbox import run_deliveries
from applications.models import Application, ApplicationMove, Message, Note, Resume
from applications.schedules import erase_applications
from applications.services.resume_tidying import drop_unwanted
from applications.services.retaining import BATCH, erase_outdated
from applications.services.talking import send_message, write_note
from applications.tests.factory import new_application, new_resume
from applications.tests.resume_sending import taken
from conftest import Cast, actor_for, new_user, sign_in
from events.models import Event
from jobs.tests.factory import new_job
from kernel.models import IdempotentAnswer
from kernel.tests.threads import at_once

THEN = datetime(2024, 1, 15, 10, tzinfo=UTC)
DUE = datetime(2026, 1, 15, 10, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
COMPANY = "/api/v1/companies/"


def old(cast: Cast, stage: str = "in_review", **fields: Any) -> Application:
    """Make an application of Dana's to Acme that nothing has happened to since."""
    at = fields.pop("at", THEN)
    made = new_application(new_job(cast.acme), cast.dana, stage, **fields)
    made.updated_at = made.told_at = made.submitted_at = at
    made.save(update_fields=["updated_at", "told_at", "submitted_at"])
    return made


def is_erased(application: Application) -> bool:
    application.refresh_from_db()
    assert (application.applicant is None) == (application.cover_letter == "")
    return application.applicant is None


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["submitted", "interview", "hired", "withdrawn"])
def test_to_the_microsecond_and_not_before(cast: Cast, stage: str):
    sent = old(cast, stage, cover_letter="x")
    assert erase_outdated(at=DUE - TICK) == 0
    assert not is_erased(sent)
    assert erase_outdated(at=DUE) == 1
    assert is_erased(sent)
    assert erase_outdated(at=DUE) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "contact", "due"),
    [
        (1, (2024, 1, 31), (2024, 2, 29)),
        (1, (2023, 2, 28), (2023, 3, 28)),
        (12, (2024, 2, 29), (2025, 2, 28)),
        (60, (2020, 3, 1), (2025, 3, 1)),
    ],
)
def test_months_are_those_of_the_calendar(
    cast: Cast, months: int, contact: Any, due: Any
):
    Company.objects.filter(pk=cast.acme.pk).update(retention_months=months)
    sent = old(cast, at=datetime(*contact, tzinfo=UTC), cover_letter="x")
    assert erase_outdated(at=datetime(*due, tzinfo=UTC) - TICK) == 0
    assert erase_outdated(at=datetime(*due, tzinfo=UTC)) == 1
    assert is_erased(sent)


@pytest.mark.django_db
@pytest.mark.parametrize("side", ["applicant", "company"])
def test_a_message_of_either_side_is_a_contact(cast: Cast, side: str):
    sent = old(cast, cover_letter="x")
    later = THEN + 30 * DAY
    for at in (THEN, later):
        Message.objects.create(
            application=sent, side=side, text="x", created_at=at, author=cast.bob
        )
    assert erase_outdated(at=DUE + 30 * DAY - TICK) == 0
    assert erase_outdated(at=DUE + 30 * DAY) == 1
    assert is_erased(sent)


@pytest.mark.django_db
def test_a_note_and_reading_it_are_none(cast: Cast):
    sent = old(cast, cover_letter="x")
    write_note(actor=actor_for(cast.bob), application_id=sent.pk, text="x")
    sign_in(cast.bob).get(f"/api/v1/applications/{sent.pk}/")
    assert erase_outdated(at=DUE) == 1
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_a_rejection_is_told_first(cast: Cast):
    Company.objects.update(retention_months=1)
    release = THEN + 80 * DAY
    sent = old(cast, "rejected", release_at=release, cover_letter="x")
    assert erase_outdated(at=THEN + 81 * DAY) == 0
    assert erase_outdated(at=release + 31 * DAY) == 1
    assert is_erased(sent)


@pytest.mark.django_db
def test_others_are_left_alone(cast: Cast):
    Company.objects.filter(pk=cast.acme.pk).update(retention_months=12)
    mine = old(cast, cover_letter="x")
    at = datetime(2025, 1, 15, 10, tzinfo=UTC)
    job = new_job(cast.globex)
    others = new_application(job, cast.dana, cover_letter="x", updated_at=THEN)
    younger = old(cast, at=THEN + DAY, cover_letter="x")
    Message.objects.create(application=others, side="applicant", text="x")
    assert erase_outdated(at=at) == 1
    assert is_erased(mine)
    assert not is_erased(others)
    assert not is_erased(younger)
    assert others.messages.count() == 1


@pytest.mark.django_db
def test_what_stays_and_what_goes(
    cast: Cast, settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any
):
    settings.FILES_DIR = tmp_path
    dana = sign_in(cast.dana)
    resume = Resume.objects.get(pk=taken(dana)["id"])
    kept = new_resume(cast.dana)
    sent = old(cast, "rejected", reason="salary", resume=resume, cover_letter="cnry")
    sent.files.add(kept)
    bob = sign_in(cast.bob)
    path = f"/api/v1/applications/{sent.pk}/notes/"
    bob.post(path, {"text": "cnry"}, Idempotency_Key="n")
    assert dana.delete(f"/api/v1/resumes/{resume.pk}/").status_code == 204
    steps = list(ApplicationMove.objects.values_list("to", "to_stage", "at"))
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_outdated(at=DUE) == 1
        assert drop_unwanted() == 1
    sent.refresh_from_db()
    assert (sent.stage, sent.reason, sent.submitted_at) == ("rejected", "salary", THEN)
    assert list(ApplicationMove.objects.values_list("to", "to_stage", "at")) == steps
    assert (sent.resume, sent.files.count(), sent.words) == (None, 0, "")
    assert not IdempotentAnswer.objects.exists()
    assert [each.name for each in (tmp_path / "resumes").iterdir()] == []
    assert Resume.objects.get() == kept
    for who in (dana, bob):
        assert who.get(f"/api/v1/applications/{sent.pk}/").status_code == 404
        assert who.get("/api/v1/applications/").json()["results"] == []


@pytest.mark.django_db
def test_the_log_and_the_person_are_told_without_a_word_of_it(cast: Cast):
    sent = old(cast, cover_letter="cnry")
    dana = sign_in(cast.dana)
    assert erase_outdated(at=DUE) == 1
    event = Event.objects.get(kind="application.erased")
    assert (event.actor, event.subject) == ("system", sent.key)
    assert event.payload == {"company": str(cast.acme.pk)}
    assert set(event.audience) == {cast.dana.key, cast.acme.key}
    assert event.private is None
    run_deliveries()
    (line,) = dana.get("/api/v1/me/notifications/").json()["results"]
    assert line["kind"] == "application.erased"


@pytest.mark.django_db
def test_more_than_a_batch_is_done_batch_by_batch(cast: Cast):
    job, people = new_job(cast.acme), BATCH + 5
    long_ago = timezone.now() - 800 * DAY
    users = [new_user(f"P{n}", "applicant", save=False) for n in range(people)]
    type(cast.dana).objects.bulk_create(users)
    Application.objects.bulk_create(
        Application(
            job=job,
            company=cast.acme,
            applicant=user,
            updated_at=long_ago,
            submitted_at=long_ago,
        )
        for user in users
    )
    young = new_application(job, cast.dana)
    erase_applications(timezone.now())
    # The rest is for other transactions: erasing holds what others wait for.
    assert Application.objects.filter(applicant=None).count() == BATCH
    run_deliveries()
    assert Application.objects.filter(applicant=None).count() == people
    assert Application.objects.get(applicant__isnull=False) == young
    assert Event.objects.filter(kind="application.erased").count() == people


@pytest.mark.django_db
def test_one_may_apply_again_afterwards(cast: Cast):
    sent = old(cast)
    erase_outdated(at=DUE)
    path = f"/api/v1/jobs/{sent.job_id}/applications/"
    assert sign_in(cast.dana).post(path, {"cover_letter": "again"}).status_code == 201


@pytest.mark.django_db
def test_a_killed_run_has_done_all_of_it_or_nothing(cast: Cast):
    sent = old(cast, cover_letter="x")
    Note.objects.create(application=sent, author=cast.bob, text="x")
    with transaction.atomic():
        assert erase_outdated(at=DUE) == 1
        transaction.set_rollback(True)
    assert not is_erased(sent)
    assert Note.objects.count() == 1
    assert not Event.objects.filter(kind="application.erased").exists()
    assert erase_outdated(at=DUE) == 1
    assert is_erased(sent)
    assert Event.objects.filter(kind="application.erased").count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_at_this_moment_is_let_through(cast: Cast):
    sent = old(cast, cover_letter="x")
    with transaction.atomic():
        send_message(actor=actor_for(cast.dana), application_id=sent.pk, text="hello")
        assert at_once(1, lambda _: erase_outdated(at=DUE)) == [0]
    # Sent just now, which is before that instant, and long after the last step.
    message = Message.objects.get()
    Message.objects.update(created_at=DUE - DAY)
    assert erase_outdated(at=DUE) == 0
    assert Message.objects.get() == message


@pytest.mark.django_db(transaction=True)
def test_a_message_between_looking_and_holding_counts(cast: Cast):
    sent, actor = old(cast, cover_letter="x"), actor_for(cast.dana)
    spoken: list[Message] = []

    def speak_first(execute: Any, sql: str, *rest: Any) -> Any:
        if "SKIP LOCKED" in sql and not spoken:
            send = partial(send_message, actor=actor, application_id=sent.pk)
            spoken.extend(at_once(1, lambda _: send(text="wait")))
        return execute(sql, *rest)

    with connection.execute_wrapper(speak_first):
        assert erase_outdated(at=DUE) == 0
    assert spoken
    assert not is_erased(sent)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_erase_each_once(cast: Cast):
    sent = [old(cast, cover_letter="x") for _ in range(6)]
    done = at_once(3, lambda _: erase_outdated(at=DUE))
    assert sum(done) + erase_outdated(at=DUE) == len(sent)
    assert Event.objects.filter(kind="application.erased").count() == len(sent)


@pytest.mark.django_db
def test_an_owner_says_how_long(cast: Cast):
    alice, path = sign_in(cast.alice), f"{COMPANY}{cast.acme.pk}/"
    assert alice.get(path).json()["retention_months"] == 24
    for months in (1, 60):
        answer = alice.patch(path, {"retention_months": months})
        assert (answer.status_code, answer.json()["retention_months"]) == (200, months)
    for months in (0, 61, -1, 1.5, "12", None, True, 10**9):
        answer = alice.patch(path, {"retention_months": months})
        assert answer.status_code == 400, months
        assert answer.json()["errors"][0]["field"] == "retention_months"
    assert sign_in(cast.bob).patch(path, {"retention_months": 2}).status_code == 403
    cast.acme.refresh_from_db()
    assert cast.acme.retention_months == 60
    assert Event.objects.filter(kind="company.edited").first().payload == {
        "changed": ["retention_months"]
    }


@pytest.mark.django_db
def test_a_company_may_begin_with_it(cast: Cast):
    body = {"name": "Wayne", "retention_months": 6}
    answer = sign_in(cast.newt).post(COMPANY, body)
    assert (answer.status_code, answer.json()["retention_months"]) == (201, 6)
