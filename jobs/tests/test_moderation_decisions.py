"""Every decision in every state: who learns of it, and what is left of the queue."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Company, User
from conftest import Cast, sign_in
from events.models import Event
from jobs.models import Job, JobFlag, JobMove
from jobs.terms import Status
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in, problem_in

BODIES = {
    "approve": {},
    "reject": {"reason": "misleading", "comment": "Say what is paid."},
    "freeze": {"reason": "spam"},
    "unfreeze": {},
}
AFTER = {
    ("pending", "approve"): "published",
    ("pending", "reject"): "rejected",
    ("published", "freeze"): "frozen",
    ("frozen", "unfreeze"): "published",
}
ALLOWED = {
    "pending": ["approve", "reject"],
    "published": ["freeze"],
    "frozen": ["unfreeze"],
}
QUEUED = {"queued_at": timezone.now(), "queue_reason": "edited"}


def path(job: Job, action: str = "") -> str:
    return f"/api/v1/moderation/jobs/{job.pk}/" + (f"{action}/" if action else "")


def decide(cast: Cast, job: Job, action: str, body: Any = None) -> Any:
    sent = BODIES[action] if body is None else body
    return sign_in(cast.erin).post(path(job, action), sent)


@pytest.mark.parametrize("state", Status.values)
@pytest.mark.parametrize("action", BODIES)
def test_every_decision_in_every_state(cast: Cast, state: str, action: str):
    job = new_job(cast.globex, state)
    before = Job.objects.get(pk=job.pk)
    answer = decide(cast, job, action)
    fresh = Job.objects.get(pk=job.pk)
    if (state, action) not in AFTER:
        shown = problem_in(answer, 409, "not_now")
        assert shown["allowed"] == ALLOWED.get(state, [])
        assert (
            vars(fresh).items()
            >= {
                name: value for name, value in vars(before).items() if name != "_state"
            }.items()
        )
        assert not Event.objects.exists()
        assert not JobMove.objects.exists()
        return
    assert answer.status_code == 200
    assert answer.json()["id"] == str(job.pk)
    assert answer.json()["status"] == fresh.status == AFTER[state, action]
    assert answer.json()["actions"] == ALLOWED.get(fresh.status, [])
    assert fresh.queued_at is None
    step = JobMove.objects.get(job=job)
    assert (step.action, step.from_status, step.to_status, step.by) == (
        action,
        state,
        fresh.status,
        "moderator",
    )
    assert step.user_id == cast.erin.pk
    assert step.reason == BODIES[action].get("reason", "")
    event = Event.objects.get()
    assert (event.actor, event.subject) == (cast.erin.key, job.key)
    assert set(event.audience) == {cast.globex.key, "admins"}


def test_what_a_suspended_company_published_is_left_alone(cast: Cast):
    """It reads as frozen, and that is lifted with the company's suspension only."""
    job = new_job(cast.globex, "published", **QUEUED)
    Company.objects.filter(pk=cast.globex.pk).update(suspended_at=timezone.now())
    for action in BODIES:
        assert problem_in(decide(cast, job, action), 409, "not_now")["allowed"] == []


def test_an_edit_that_is_approved_leaves_the_queue(cast: Cast):
    job = new_job(cast.globex, "published", **QUEUED)
    Job.objects.filter(pk=job.pk).update(title="Welder of doors")
    shown = sign_in(cast.erin).get(path(job)).json()
    assert shown["actions"] == ["approve", "freeze"]
    assert shown["queue"]["changes"] == {
        "title": {"before": job.title, "after": "Welder of doors"}
    }
    answer = decide(cast, job, "approve").json()
    assert answer["status"] == "published"
    assert "queue" not in answer
    fresh = Job.objects.get(pk=job.pk)
    assert (fresh.queued_at, fresh.queue_reason, fresh.queue_rank) == (None, "", 0)
    assert fresh.approved["title"] == "Welder of doors"
    assert fresh.published_at == job.published_at
    step = JobMove.objects.get()
    assert (step.action, step.to_status) == ("approve", "published")
    assert Event.objects.get().kind == "job.reviewed"
    assert sign_in(cast.erin).get(path(job)).json()["queue"] is None
    assert problem_in(decide(cast, job, "approve"), 409, "not_now")


def test_what_is_put_back_is_approved_as_it_now_reads(cast: Cast):
    job = new_job(cast.globex, "frozen", **QUEUED)
    Job.objects.filter(pk=job.pk).update(title="Welder of doors")
    assert decide(cast, job, "unfreeze").status_code == 200
    assert Job.objects.get(pk=job.pk).approved["title"] == "Welder of doors"


def test_letting_be_dismisses_the_open_flags(cast: Cast):
    for state, action in [
        ("pending", "approve"),
        ("published", "approve"),
        ("frozen", "unfreeze"),
    ]:
        job = new_job(cast.globex, state, **QUEUED)
        for user, outcome in [(cast.dana, ""), (cast.eve, ""), (cast.newt, "upheld")]:
            JobFlag.objects.create(job=job, user=user, reason="scam", outcome=outcome)
        other = new_job(cast.globex)
        JobFlag.objects.create(job=other, user=cast.dana, reason="scam")
        assert decide(cast, job, action).status_code == 200
        flags = JobFlag.objects.filter(job=job)
        assert dict(flags.values_list("user", "outcome")) == {
            cast.dana.pk: "dismissed",
            cast.eve.pk: "dismissed",
            cast.newt.pk: "upheld",
        }
        resolved = flags.filter(outcome="dismissed", resolved_by=cast.erin.pk)
        assert resolved.filter(resolved_at__isnull=False).count() == 2
        assert JobFlag.objects.get(job=other).outcome == ""
    assert Event.objects.filter(kind="flag.resolved").count() == 6


def test_freezing_leaves_the_flags_to_be_answered(cast: Cast):
    job = new_job(cast.acme, "published", **QUEUED)
    JobFlag.objects.create(job=job, user=cast.dana, reason="scam")
    assert decide(cast, job, "freeze").status_code == 200
    assert JobFlag.objects.get().outcome == ""
    assert Job.objects.get(pk=job.pk).queued_at is None


def test_a_pending_job_whose_end_has_passed_is_not_published(cast: Cast):
    ended = timezone.now() - timedelta(days=1)
    job = new_job(cast.globex, "pending", expires_at=ended)
    shown = problem_in(decide(cast, job, "approve"), 409, "not_now")
    assert shown["allowed"] == ["reject"]
    assert Job.objects.get(pk=job.pk).status == "pending"
    assert decide(cast, job, "reject").status_code == 200


def test_a_pending_job_keeps_its_end_and_one_without_gets_thirty_days(cast: Cast):
    end = timezone.now() + timedelta(days=3)
    own = new_job(cast.globex, "pending", expires_at=end)
    none = new_job(cast.globex, "pending")
    for job in (own, none):
        decide(cast, job, "approve")
        job.refresh_from_db()
    assert own.expires_at == end
    assert none.expires_at - none.published_at == timedelta(days=30)


def test_a_job_that_ran_out_while_frozen_is_expired_and_not_shown(cast: Cast):
    ended = timezone.now() - timedelta(days=1)
    job = new_job(cast.globex, "frozen", expires_at=ended)
    assert decide(cast, job, "unfreeze").json()["status"] == "expired"
    fresh = Job.objects.get(pk=job.pk)
    assert (fresh.expires_at, fresh.published_at) == (ended, job.published_at)
    steps = JobMove.objects.order_by("at", "pk").values_list("action", flat=True)
    assert list(steps) == ["unfreeze", "expire"]


def test_unfreezing_moves_nothing_up(cast: Cast):
    before = timezone.now() - timedelta(days=9)
    job = new_job(cast.globex, "frozen", published_at=before)
    assert decide(cast, job, "unfreeze").status_code == 200
    assert Job.objects.get(pk=job.pk).published_at == before


def test_what_was_read_is_what_is_approved(cast: Cast):
    """A text that is swapped under the moderator's eyes is not let through unseen."""
    job = new_job(cast.globex, "pending")
    erin = sign_in(cast.erin)
    tag = erin.get(path(job))["ETag"]
    Job.objects.filter(pk=job.pk).update(title="Send money first")
    stale = erin.post(path(job, "approve"), {}, If_Match=tag)
    problem_in(stale, 412, "precondition_failed")
    assert Job.objects.get(pk=job.pk).status == "pending"
    fresh = erin.get(path(job))["ETag"]
    assert erin.post(path(job, "approve"), {}, If_Match=fresh).status_code == 200


@pytest.mark.parametrize(
    ("action", "body", "expected"),
    [
        ("approve", {"reason": "spam"}, ("reason", "unknown_field")),
        ("unfreeze", {"status": "published"}, ("status", "unknown_field")),
        ("reject", {}, ("reason", "required")),
        ("reject", {"reason": "missleading"}, ("reason", "invalid_choice")),
        ("reject", {"reason": "spam", "comment": None}, ("comment", "null")),
        ("reject", {"reason": "spam", "comment": 7}, ("comment", "invalid")),
        ("freeze", {"reason": "flags"}, ("reason", "invalid_choice")),
        ("freeze", {"comment": "x" * 501}, ("comment", "max_length")),
    ],
)
def test_bodies_that_say_something_else(
    cast: Cast, action: str, body: Any, expected: Any
):
    job = new_job(cast.globex, "frozen" if action == "unfreeze" else "pending")
    assert errors_in(decide(cast, job, action, body)) == {expected}


def test_whoever_ceased_to_be_admin_decides_nothing(cast: Cast):
    erin = sign_in(cast.erin)
    User.objects.filter(pk=cast.erin.pk).update(role="applicant")
    jobs = {
        "approve": new_job(cast.globex, "pending"),
        "reject": new_job(cast.globex, "pending"),
        "freeze": new_job(cast.globex, "published"),
        "unfreeze": new_job(cast.globex, "frozen"),
    }
    for action, job in jobs.items():
        answer = erin.post(path(job, action), BODIES[action])
        assert answer.status_code == 403
        assert Job.objects.get(pk=job.pk).status == job.status
