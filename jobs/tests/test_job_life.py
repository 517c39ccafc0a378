"""The life of a job: every state, everything one can do, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import Company
from conftest import Api, Cast, sign_in
from events.models import Event
from jobs.actions import ADMINS, RECRUITERS
from jobs.kinds import MOVED
from jobs.life import MOVES, Move
from jobs.models import Job, JobMove
from jobs.terms import SAID, Status
from jobs.tests.bodies import JOBS
from jobs.tests.factory import new_job
from kernel.tests.expect import problem_in

LONG_AGO = timezone.now() - timedelta(days=400)
STATES = {
    **{status: {"status": status} for status in Status.values},
    "lapsed": {"status": "published", "expires_at": LONG_AGO},
    "never public": {"status": "closed", "published_at": None},
    "closed when frozen": {"status": "closed", "frozen_at": LONG_AGO},
    "suspended": {"status": "published"},
}
"""Each state, and those that are read as another or depend on what was before."""
BODIES: dict[str, Any] = {
    "edit": {"positions": 3},
    "close": {"reason": "filled"},
    "extend": {"days": 10},
}
BY_EMPLOYERS = [Move.SUBMIT, Move.REDRAFT, Move.CLOSE, Move.REOPEN, Move.EXPIRE]
"""Moves that an employer's request makes; a moderator's have tests of their own."""
ACTIONS = ("edit", "submit", "close", "reopen", "extend", "redraft", "delete")
# What Acme's people (it is verified) can do in each state, and where that leads.
TABLE = {
    "draft": {"edit": "draft", "submit": "published", "delete": ""},
    "pending": {"edit": "pending", "redraft": "draft", "close": "closed"},
    "rejected": {"edit": "draft", "redraft": "draft"},
    "published": {"edit": "published", "extend": "published", "close": "closed"},
    "frozen": {"edit": "frozen", "close": "closed"},
    "closed": {"edit": "closed", "reopen": "published"},
    "expired": {"edit": "expired", "reopen": "published"},
    "lapsed": {"edit": "expired", "reopen": "published"},
    "never public": {"edit": "closed", "submit": "published"},
    "closed when frozen": {"edit": "closed"},
    "suspended": {"edit": "frozen", "close": "closed"},
}


def job_in(state: str, company: Company, **fields: Any) -> Job:
    """Make a job in a state; its company is suspended where that says so."""
    job = new_job(company, **{**STATES[state], **fields})
    if state == "suspended":
        Company.objects.filter(pk=company.pk).update(suspended_at=timezone.now())
    return job


def do(api: Api, action: str, job: Job) -> HttpResponse:
    """Do something to a job."""
    url, body = f"{JOBS}{job.pk}/", BODIES.get(action)
    if action in {"edit", "delete"}:
        return api.request("PATCH" if action == "edit" else "DELETE", url, body)
    return api.post(f"{url}{action}/", body)


def test_the_table_has_every_state_and_action():
    assert set(TABLE) == set(STATES)
    assert {action for row in RECRUITERS.values() for action in row} == set(ACTIONS)
    assert set(RECRUITERS) == set(Status.values)
    assert set(MOVED) == set(Move)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", STATES)
def test_every_state_and_action(cast: Cast, state: str, action: str):
    job, bob = job_in(state, cast.acme), sign_in(cast.bob)
    shown = bob.get(f"{JOBS}{job.pk}/").json()
    allowed = shown["actions"]
    assert set(allowed) == set(TABLE[state])
    answer, expected = do(bob, action, job), TABLE[state].get(action)
    if expected is None:
        refused = problem_in(answer, 409, "not_now")
        assert refused["allowed"] == allowed
        said = f"This job is {SAID[shown['status']]}: {action} is not possible now."
        assert refused["detail"] == said
        assert not JobMove.objects.exists()
        assert not Event.objects.exists()
    elif expected:
        assert answer.status_code == 200, answer.content
        assert answer.json()["status"] == expected
    else:
        assert answer.status_code == 204
        assert not Job.objects.exists()


@pytest.mark.parametrize("move", BY_EMPLOYERS)
@pytest.mark.parametrize("state", Status)
def test_a_move_is_in_the_history_and_the_log_once(
    cast: Cast, state: Status, move: Move
):
    to = MOVES.get((state, move))
    is_fresh = (state, move) == (Status.CLOSED, Move.SUBMIT)
    job = job_in("never public" if is_fresh else state, cast.acme)
    if move == Move.EXPIRE:
        Job.objects.filter(status="published").update(expires_at=LONG_AGO)
    do(sign_in(cast.bob), "edit" if move == Move.EXPIRE else move, job)
    made = list(JobMove.objects.filter(action=move))
    kinds = list(Event.objects.values_list("kind", flat=True))
    assert kinds.count(MOVED[move].name) == len(made) == (to is not None)
    for each in made:
        assert (each.from_status, each.to_status) == (state, to)
        by = ("system", None) if move == Move.EXPIRE else ("company", cast.bob.pk)
        assert (each.by, each.user_id) == by


def test_an_unverified_company_waits(cast: Cast):
    job, grace = new_job(cast.globex, "draft"), sign_in(cast.grace)
    shown = do(grace, "submit", job).json()
    assert (shown["status"], shown["published_at"]) == ("pending", None)
    job.refresh_from_db()
    assert (job.queue_reason, job.queued_at is not None) == ("new", True)
    assert Api().get(f"{JOBS}{job.pk}/").status_code == 404


def test_a_closed_job_that_waited_is_not_reopened_past_the_moderator(cast: Cast):
    job, grace = new_job(cast.globex, "pending"), sign_in(cast.grace)
    assert do(grace, "close", job).json()["actions"] == ["edit", "submit"]
    problem_in(do(grace, "reopen", job), 409, "not_now")
    shown = do(grace, "submit", job).json()
    assert (shown["status"], shown["closed_at"]) == ("pending", None)


def test_the_past_is_not_brought_forward(cast: Cast):
    """Nothing makes an ad newer than it is."""
    bob, job = sign_in(cast.bob), new_job(cast.acme, "draft")
    first = do(bob, "submit", job).json()["published_at"]
    old = "2026-01-02T03:04:05.000000Z"
    Job.objects.update(published_at=old)
    assert first is not None
    for action in ("edit", "extend", "close", "reopen"):
        shown = do(bob, action, job).json()
        assert shown["published_at"] == shown["first_published_at"] == old, action
    Job.objects.update(expires_at=LONG_AGO)
    assert do(bob, "reopen", job).json()["published_at"] == old


def test_the_end_comes_thirty_days_after_publication(cast: Cast):
    bob, job = sign_in(cast.bob), new_job(cast.acme, "draft")
    do(bob, "submit", job)
    job.refresh_from_db()
    assert job.published_at is not None
    assert job.expires_at == job.published_at + timedelta(days=30)
    do(bob, "extend", job)
    job.refresh_from_db()
    assert job.expires_at == job.published_at + timedelta(days=40)


def test_an_end_of_ones_own_is_kept(cast: Cast):
    bob, end = sign_in(cast.bob), timezone.now() + timedelta(days=3)
    job = new_job(cast.acme, "draft", expires_at=end)
    do(bob, "submit", job)
    do(bob, "close", job)
    do(bob, "reopen", job)
    job.refresh_from_db()
    assert job.expires_at == end


def test_a_year_from_now_is_the_last_day(cast: Cast):
    bob, job = sign_in(cast.bob), new_job(cast.acme)
    url = f"{JOBS}{job.pk}/extend/"
    for days, code in [(0, "min_value"), (366, "max_value"), (340, "too_far")]:
        errors = problem_in(bob.post(url, {"days": days}), 400, "invalid_request")
        assert errors["errors"][0]["code"] == code
    assert bob.post(url, {"days": 334}).status_code == 200


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"locations": []}, "locations"),
        ({"locations": [], "workplace": "hybrid"}, "locations"),
        ({"locations": [], "workplace": "remote"}, "applicant_countries"),
        ({"apply": {"method": "external"}}, "apply.url"),
    ],
)
@pytest.mark.parametrize("state", ["draft", "closed", "expired"])
def test_what_is_not_complete_is_not_made_public(
    cast: Cast, state: str, missing: dict[str, Any], field: str
):
    bob, job = sign_in(cast.bob), job_in(state, cast.acme)
    edited = bob.patch(f"{JOBS}{job.pk}/", missing)
    assert edited.status_code == 200, edited.content
    answer = do(bob, "submit" if state == "draft" else "reopen", job)
    errors = problem_in(answer, 400, "invalid_request")["errors"]
    assert [(each["field"], each["code"]) for each in errors] == [(field, "required")]
    assert bob.get(f"{JOBS}{job.pk}/").json()["status"] == state


def test_what_is_public_stays_complete(cast: Cast):
    bob = sign_in(cast.bob)
    for state in ("pending", "published", "frozen"):
        url = f"{JOBS}{new_job(cast.acme, state).pk}/"
        problem_in(bob.patch(url, {"locations": []}), 400, "invalid_request")
        remote = {
            "locations": [],
            "workplace": "remote",
            "applicant_countries": ["DE"],
        }
        assert bob.patch(url, remote).status_code == 200


@pytest.mark.parametrize("state", Status)
def test_what_is_or_was_public_has_an_end(cast: Cast, state: Status):
    url = f"{JOBS}{new_job(cast.acme, state).pk}/"
    answer = sign_in(cast.bob).patch(url, {"expires_at": None})
    is_bound = state in {Status.PUBLISHED, Status.FROZEN, Status.EXPIRED}
    assert answer.status_code == (400 if is_bound else 200)


def test_close_wants_a_reason(cast: Cast):
    bob, job = sign_in(cast.bob), new_job(cast.acme)
    for body in ({}, {"reason": "bored"}, {"reason": None}):
        problem_in(bob.post(f"{JOBS}{job.pk}/close/", body), 400, "invalid_request")


def test_admins_have_what_the_table_says(cast: Cast):
    erin = sign_in(cast.erin)
    for status in Status.values:
        job = new_job(cast.globex, status)
        shown = erin.get(f"{JOBS}{job.pk}/").json()["actions"]
        assert shown == list(ADMINS.get(status, ()))


def test_what_is_not_now_leaves_a_lapsed_job_to_the_schedule(cast: Cast):
    job = job_in("lapsed", cast.acme)
    do(sign_in(cast.bob), "close", job)
    job.refresh_from_db()
    assert job.status == "published"
