"""Flags: who may say what about which job, and what enough of them do."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company, User
from accounts.roles import Role
from accounts.tests.mailbox import Mailbox, text_of
from conftest import Api, Cast, actor_for, join, new_user, sign_in
from events.models import Event
from jobs.models import Job, JobFlag, JobMove
from jobs.services.flagging import flag_job
from jobs.terms import Status
from jobs.tests.factory import new_job
from kernel.problems import NotFound
from kernel.tests.expect import errors_in, problem_in

SCAM = {"reason": "scam", "detail": "They ask for money."}


def path(job: Job) -> str:
    return f"/api/v1/jobs/{job.pk}/flags/"


def flag(flagger: User, about: Job, **body: Any) -> Any:
    return sign_in(flagger).post(path(about), {**SCAM, **body})


def applicants(count: int) -> list[User]:
    return [new_user(f"Flagger{number}", Role.APPLICANT) for number in range(count)]


def test_a_flag_is_answered_with_itself(cast: Cast):
    job = new_job(cast.globex)
    JobFlag.objects.create(job=job, user=cast.eve, reason="spam")
    dana = sign_in(cast.dana)
    answer = dana.post(path(job), SCAM)
    made = JobFlag.objects.get(user=cast.dana)
    shown = answer.json()
    assert answer.status_code == 201
    assert (
        answer["Location"] == shown["url"] == f"http://testserver{path(job)}{made.pk}/"
    )
    assert shown == {
        "id": str(made.pk),
        "url": shown["url"],
        "job": str(job.pk),
        **SCAM,
        "outcome": None,
        "created_at": made.created_at.isoformat().replace("+00:00", "Z"),
        "resolved_at": None,
    }
    assert dana.get(f"{path(job)}{made.pk}/").json() == shown
    event = Event.objects.get()
    assert (event.kind, event.actor, event.subject) == (
        "job.flagged",
        cast.dana.key,
        job.key,
    )
    assert event.audience == ["admins"]
    assert event.payload.keys() == {"company", "flag", "reason"}


def test_a_flag_is_its_makers_only(cast: Cast):
    job, other = new_job(cast.globex), new_job(cast.globex)
    made = flag(cast.dana, job).json()["id"]
    for who in ("eve", "grace", "erin", "newt"):
        answer = sign_in(getattr(cast, who)).get(f"{path(job)}{made}/")
        problem_in(answer, 404, "not_found")
    problem_in(sign_in(cast.dana).get(f"{path(other)}{made}/"), 404, "not_found")
    problem_in(Api().get(f"{path(job)}{made}/"), 401, "not_authenticated")


@pytest.mark.parametrize("state", Status.values)
def test_only_what_is_public_is_flagged(cast: Cast, state: str):
    job = new_job(cast.globex, state)
    answer = flag(cast.dana, job)
    if state == "published":
        assert answer.status_code == 201
    elif state in {"closed", "expired"}:
        assert problem_in(answer, 409, "not_now")["allowed"] == []
    else:
        problem_in(answer, 404, "not_found")


def test_what_is_public_by_its_row_only_is_not_flagged(cast: Cast):
    lapsed, suspended = new_job(cast.acme), new_job(cast.globex)
    Job.objects.filter(pk=lapsed.pk).update(expires_at=timezone.now())
    Company.objects.filter(pk=cast.globex.pk).update(suspended_at=timezone.now())
    problem_in(flag(cast.dana, lapsed), 409, "not_now")
    problem_in(flag(cast.dana, suspended), 404, "not_found")


def test_a_job_that_is_frozen_while_one_writes_is_not_there(cast: Cast):
    """The view has seen it; the service, which holds it, looks again."""
    job = new_job(cast.globex, "frozen")
    with pytest.raises(NotFound):
        flag_job(actor=actor_for(cast.dana), job_id=job.pk, reason="scam", address="x")


def test_one_account_flags_a_job_once(cast: Cast):
    job = new_job(cast.globex)
    first = flag(cast.dana, job)
    again = problem_in(flag(cast.dana, job, reason="spam"), 409, "already_flagged")
    assert again["links"] == {"flag": first.json()["url"]}
    assert flag(cast.dana, new_job(cast.globex)).status_code == 201
    assert JobFlag.objects.filter(job=job).count() == 1


def test_a_flag_that_was_dismissed_is_not_made_again(cast: Cast):
    job = new_job(cast.globex)
    flag(cast.dana, job)
    JobFlag.objects.update(outcome="dismissed")
    problem_in(flag(cast.dana, job), 409, "already_flagged")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"reason": "scamm"}, ("reason", "invalid_choice")),
        ({"reason": None}, ("reason", "null")),
        ({"detail": "x" * 2001}, ("detail", "max_length")),
        ({"detail": ["x"]}, ("detail", "invalid")),
        ({"outcome": "upheld"}, ("outcome", "read_only_field")),
        ({"job": "x"}, ("job", "read_only_field")),
        ({"user": "x"}, ("user", "unknown_field")),
    ],
)
def test_bodies_that_say_something_else(cast: Cast, body: Any, expected: Any):
    assert errors_in(flag(cast.dana, new_job(cast.globex), **body)) == {expected}
    assert not JobFlag.objects.exists()


def test_three_freeze_an_unverified_companys_job(cast: Cast, mailbox: Mailbox):
    job = new_job(cast.globex, title="Welder")
    people = [cast.dana, cast.eve, cast.newt, cast.mallory]
    for user in people[:2]:
        assert flag(user, job).status_code == 201
        assert Job.objects.get(pk=job.pk).status == "published"
    assert flag(people[2], job).status_code == 201
    fresh = Job.objects.get(pk=job.pk)
    assert (fresh.status, fresh.queue_reason, fresh.queue_rank) == (
        "frozen",
        "flagged",
        0,
    )
    assert fresh.queued_at is not None
    assert fresh.published_at == job.published_at
    step = JobMove.objects.get()
    assert (step.action, step.by, step.user, step.reason) == (
        "freeze",
        "system",
        None,
        "flags",
    )
    problem_in(flag(people[3], job), 404, "not_found")
    [mail] = mailbox.to("grace@example.org")
    assert mail["Subject"] == "Taken off the board: Welder"
    assert "Several people have flagged Welder." in text_of(mail)
    everything = b"".join(bytes(each) for each in mailbox.read()).decode()
    assert "money" not in everything
    assert not any(user.email in everything for user in people)


def test_three_throwaway_accounts_do_not_take_a_verified_company_down(cast: Cast):
    job = new_job(cast.acme)
    for user in applicants(5):
        assert flag(user, job).status_code == 201
    fresh = Job.objects.get(pk=job.pk)
    assert (fresh.status, fresh.queue_reason, fresh.queue_rank) == (
        "published",
        "flagged",
        10,
    )
    assert Api().get(f"/api/v1/jobs/{job.pk}/").status_code == 200
    assert not JobMove.objects.exists()
    new_job(cast.globex, "pending", queued_at=timezone.now() - timedelta(days=9))
    queue = sign_in(cast.erin).get("/api/v1/moderation/jobs/").json()["results"]
    assert (len(queue), queue[0]["id"]) == (2, str(job.pk))


def test_two_flags_queue_nothing(cast: Cast):
    for company in (cast.acme, cast.globex):
        job = new_job(company)
        for user in (cast.dana, cast.eve):
            flag(user, job)
        assert Job.objects.get(pk=job.pk).queued_at is None


def test_a_job_that_waits_already_keeps_its_place(cast: Cast):
    since = timezone.now() - timedelta(days=2)
    for company in (cast.acme, cast.globex):
        job = new_job(company, queued_at=since, queue_reason="edited")
        for user in (cast.dana, cast.eve, cast.mallory):
            flag(user, job)
        fresh = Job.objects.get(pk=job.pk)
        assert (fresh.queued_at, fresh.queue_reason) == (since, "flagged")


def test_dismissed_flags_do_not_count(cast: Cast):
    job = new_job(cast.globex)
    for user in (cast.dana, cast.eve):
        flag(user, job)
    JobFlag.objects.filter(user=cast.dana).update(outcome="dismissed")
    JobFlag.objects.filter(user=cast.eve).update(outcome="upheld")
    for user, status in [(cast.mallory, "published"), (cast.newt, "frozen")]:
        flag(user, job)
        assert Job.objects.get(pk=job.pk).status == status


@pytest.mark.parametrize("change", [{"is_active": False}, {"email_verified_at": None}])
def test_only_accounts_in_good_standing_count(cast: Cast, change: Any):
    job = new_job(cast.globex)
    for user in (cast.dana, cast.eve):
        flag(user, job)
    User.objects.filter(pk=cast.dana.pk).update(**change)
    flag(cast.mallory, job)
    assert Job.objects.get(pk=job.pk).status == "published"


def test_members_of_companies_may_flag_and_do_not_count(cast: Cast):
    """Neither rivals nor the company's own people take a job down."""
    job = new_job(cast.globex)
    rivals = [cast.alice, cast.bob, cast.vera, cast.grace, cast.charlie]
    for user in rivals:
        assert flag(user, job).status_code == 201
    flag(cast.dana, job)
    flag(cast.eve, job)
    assert Job.objects.get(pk=job.pk).status == "published"
    flag(cast.erin, job)
    assert Job.objects.get(pk=job.pk).status == "frozen"


def test_whoever_joins_a_company_ceases_to_count(cast: Cast):
    job = new_job(cast.globex)
    flag(cast.newt, job)
    join(cast.newt, cast.acme, "viewer")
    for user in (cast.dana, cast.eve):
        flag(user, job)
    assert Job.objects.get(pk=job.pk).status == "published"


@pytest.mark.parametrize("outcome", ["", "upheld"])
def test_flags_of_before_a_job_was_put_back_do_not_count_again(
    cast: Cast, outcome: str
):
    """Else the first new flag would freeze what a moderator has just put back."""
    job, people = new_job(cast.globex), applicants(6)
    for user in people[:3]:
        flag(user, job)
    JobFlag.objects.update(outcome=outcome)
    answer = sign_in(cast.erin).post(f"/api/v1/moderation/jobs/{job.pk}/unfreeze/")
    assert answer.json()["status"] == "published"
    for user in people[3:]:
        assert Job.objects.get(pk=job.pk).status == "published"
        flag(user, job)
    assert Job.objects.get(pk=job.pk).status == "frozen"


def test_a_verified_companys_job_that_was_let_be_needs_three_new_flags(cast: Cast):
    job, people = new_job(cast.acme), applicants(6)
    for user in people[:3]:
        flag(user, job)
    answer = sign_in(cast.erin).post(f"/api/v1/moderation/jobs/{job.pk}/approve/")
    assert answer.status_code == 200
    for user in people[3:]:
        assert Job.objects.get(pk=job.pk).queued_at is None
        flag(user, job)
    assert Job.objects.get(pk=job.pk).queue_rank == 10


def test_an_idempotency_key_flags_once(cast: Cast):
    job, dana = new_job(cast.globex), sign_in(cast.dana)
    answers = [dana.post(path(job), SCAM, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1]["Idempotency-Replayed"] == "true"


def test_flags_of_an_erased_account_go_with_it(cast: Cast):
    flag(cast.dana, new_job(cast.globex))
    assert sign_in(cast.dana).delete("/api/v1/me/").status_code == 204
    assert not JobFlag.objects.exists()
