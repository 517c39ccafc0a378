"""Two moderators, three flags, an employer in between: the row's lock decides."""

from typing import Any

import pytest

from conftest import Cast, new_user, sign_in
from events.models import Event
from jobs.models import Job, JobFlag, JobMove, SavedJob
from jobs.tests.factory import new_job
from kernel.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def each(*requests: tuple[Any, ...]) -> list[int]:
    """Send requests at the same moment; return their statuses in the same order."""

    def send(number: int) -> int:
        api, path, body = requests[number]
        return api.post(path, body).status_code

    return at_once(len(requests), send)


def moderation(job: Job, action: str) -> str:
    return f"/api/v1/moderation/jobs/{job.pk}/{action}/"


def steps(job: Job) -> list[str]:
    moves = JobMove.objects.filter(job=job).order_by("at", "pk")
    return list(moves.values_list("action", flat=True))


def test_two_approvals_at_once(cast: Cast):
    admins = [sign_in(cast.erin), sign_in(new_user("Ada", "admin"))]
    for _ in range(ROUNDS):
        job = new_job(cast.globex, "pending")
        path = moderation(job, "approve")
        statuses = each(*((admin, path, {}) for admin in admins))
        assert sorted(statuses) == [200, 409]
        assert steps(job) == ["approve"]


def test_two_approvals_of_an_edit_at_once(cast: Cast):
    admins = [sign_in(cast.erin), sign_in(new_user("Ada", "admin"))]
    for _ in range(ROUNDS):
        job = new_job(cast.globex)
        Job.objects.filter(pk=job.pk).update(
            queued_at=job.created_at, queue_reason="edited"
        )
        path = moderation(job, "approve")
        statuses = each(*((admin, path, {}) for admin in admins))
        assert sorted(statuses) == [200, 409]
        assert steps(job) == ["approve"]


def test_one_approves_while_another_rejects(cast: Cast):
    admins = [sign_in(cast.erin), sign_in(new_user("Ada", "admin"))]
    for _ in range(ROUNDS):
        job = new_job(cast.globex, "pending")
        statuses = each(
            (admins[0], moderation(job, "approve"), {}),
            (admins[1], moderation(job, "reject"), {"reason": "spam"}),
        )
        assert sorted(statuses) == [200, 409]
        assert len(steps(job)) == 1


def test_a_moderator_approves_while_the_employer_closes(cast: Cast):
    erin, grace = sign_in(cast.erin), sign_in(cast.grace)
    for _ in range(ROUNDS):
        job = new_job(cast.globex, "pending")
        approved, closed = each(
            (erin, moderation(job, "approve"), {}),
            (grace, f"/api/v1/jobs/{job.pk}/close/", {"reason": "withdrawn"}),
        )
        assert closed == 200
        assert steps(job) == {200: ["approve", "close"], 409: ["close"]}[approved]
        fresh = Job.objects.get(pk=job.pk)
        assert (fresh.status, fresh.queued_at) == ("closed", None)
        assert (fresh.published_at is not None) == (approved == 200)


@pytest.mark.parametrize("company", ["globex", "acme"])
def test_three_flags_at_once_act_once(cast: Cast, company: str):
    people = [new_user(f"Flagger{number}", "applicant") for number in range(3)]
    clients = [sign_in(user) for user in people]
    for _ in range(ROUNDS):
        job = new_job(getattr(cast, company))
        path, body = f"/api/v1/jobs/{job.pk}/flags/", {"reason": "scam"}
        assert each(*((api, path, body) for api in clients)) == [201] * 3
        fresh = Job.objects.get(pk=job.pk)
        assert fresh.queue_reason == "flagged"
        if company == "globex":
            assert (fresh.status, steps(job)) == ("frozen", ["freeze"])
        else:
            assert (fresh.status, fresh.queue_rank, steps(job)) == ("published", 10, [])


def test_one_account_flags_twice_at_once(cast: Cast):
    dana = sign_in(cast.dana)
    for _ in range(ROUNDS):
        job = new_job(cast.globex)
        path, body = f"/api/v1/jobs/{job.pk}/flags/", {"reason": "scam"}
        assert sorted(each((dana, path, body), (dana, path, body))) == [201, 409]
        assert JobFlag.objects.filter(job=job).count() == 1


def test_a_flag_is_resolved_while_its_job_is_put_back(cast: Cast):
    admins = [sign_in(cast.erin), sign_in(new_user("Ada", "admin"))]
    for _ in range(ROUNDS):
        job = new_job(cast.globex, "frozen")
        flag = JobFlag.objects.create(job=job, user=cast.dana, reason="scam")
        resolved, unfrozen = each(
            (
                admins[0],
                f"/api/v1/moderation/flags/{flag.pk}/resolve/",
                {"outcome": "upheld"},
            ),
            (admins[1], moderation(job, "unfreeze"), {}),
        )
        assert unfrozen == 200
        flag.refresh_from_db()
        assert flag.outcome == {200: "upheld", 409: "dismissed"}[resolved]


def test_two_moderators_resolve_a_flag_at_once(cast: Cast):
    admins = [sign_in(cast.erin), sign_in(new_user("Ada", "admin"))]
    for _ in range(ROUNDS):
        job = new_job(cast.globex)
        flag = JobFlag.objects.create(job=job, user=cast.dana, reason="scam")
        path = f"/api/v1/moderation/flags/{flag.pk}/resolve/"
        outcomes = ("upheld", "dismissed")
        statuses = each(
            *(
                (admin, path, {"outcome": outcome})
                for admin, outcome in zip(admins, outcomes, strict=True)
            )
        )
        assert sorted(statuses) == [200, 409]
        flag.refresh_from_db()
        assert flag.outcome == outcomes[statuses.index(200)]
        assert Event.objects.filter(subject=flag.key).count() == 1


def test_one_job_is_saved_twice_at_once(cast: Cast):
    dana = sign_in(cast.dana)
    for _ in range(ROUNDS):
        body = {"job": str(new_job(cast.acme).pk)}
        path = "/api/v1/me/saved-jobs/"
        assert sorted(each((dana, path, body), (dana, path, body))) == [201, 409]
        assert SavedJob.objects.filter(job=body["job"]).count() == 1
