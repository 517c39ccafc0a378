"""Editing a job: objects merge, lists are replaced, moderators see what changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast, sign_in
from events.models import Event
from jobs.models import Job, JobMove
from jobs.services.expiry import expire_lapsed
from jobs.tests.bodies import JOBS
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in, problem_in

PAY = {"min": 1000, "max": 2000, "currency": "EUR", "period": "month"}
OUTSIDE = {"method": "external", "url": "https://a.example/apply"}
INSIDE = {"method": "internal", "url": None}


def path(job: Job) -> str:
    return f"{JOBS}{job.pk}/"


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ({"salary": PAY}, {"salary": {"max": 3000}}, {**PAY, "max": 3000}),
        ({"salary": PAY}, {"salary": {"min": None}}, {**PAY, "min": None}),
        ({"salary": PAY}, {"salary": {}}, PAY),
        ({"salary": PAY}, {"salary": None}, None),
        ({}, {"salary": PAY}, PAY),
        ({}, {"salary": {}}, None),
        ({"apply": OUTSIDE}, {"apply": {"url": "http://b.example"}}, (
            {"method": "external", "url": "http://b.example"}
        )),
        ({"apply": OUTSIDE}, {"apply": {"method": "internal"}}, INSIDE),
        ({"apply": OUTSIDE}, {"apply": {"method": "external"}}, OUTSIDE),
        ({"apply": OUTSIDE}, {"apply": {}}, OUTSIDE),
        ({}, {"apply": OUTSIDE}, OUTSIDE),
        ({"skills": ["Go", "C"]}, {"skills": ["go"]}, ["Go"]),
        ({"skills": ["Go"]}, {"skills": []}, []),
        ({"experience_level": "mid"}, {"experience_level": None}, None),
        ({"category": "sales"}, {"category": None}, None),
        ({"external_id": "a"}, {"external_id": None}, None),
        ({"description": "<p>a</p>"}, {"description": "b"}, "<p>b</p>"),
        ({"description": "<p>a</p>"}, {"description": " <b>b</b>"}, (
            "<p><b>b</b></p>"
        )),
    ],
)  # fmt: skip
def test_a_patch_merges(
    cast: Cast, before: dict[str, Any], change: dict[str, Any], after: Any
):
    job = new_job(cast.acme, "draft", **before)
    answer = sign_in(cast.bob).patch(path(job), change)
    assert answer.status_code == 200, answer.content
    [field] = change
    shown = answer.json()[field]
    assert (shown.strip() if field == "description" else shown) == after


@pytest.mark.parametrize(
    ("before", "change", "field", "code"),
    [
        ({"salary": PAY}, {"salary": {"min": 2001}}, "salary.min", "out_of_range"),
        (
            {"salary": {**PAY, "max": None}},
            {"salary": {"min": None}},
            "salary.min",
            "required",
        ),
        ({}, {"salary": {"min": 5}}, "salary.currency", "required"),
        ({}, {"salary": {"currency": "EUR"}}, "salary.min", "required"),
        ({}, {"apply": {"url": "https://a.example"}}, "apply.url", "not_possible"),
        ({}, {"apply": {"method": "external"}}, "apply.url", "required"),
        ({}, {"description_format": "html"}, "description", "required"),
        ({}, {"description": "<style>a</style>"}, "description", "blank"),
        ({}, {"questions": [{"id": "a"}]}, "questions.0.label", "required"),
    ],
)
def test_what_a_patch_makes_must_fit_together(
    cast: Cast, before: dict[str, Any], change: dict[str, Any], field: str, code: str
):
    job = new_job(cast.acme, "published", **before)
    answer = sign_in(cast.bob).patch(path(job), change)
    assert (field, code) in errors_in(answer)


def test_an_edit_is_recorded_by_the_names_of_fields(cast: Cast):
    job = new_job(cast.acme)
    change = {"title": "Other", "salary": PAY, "skills": ["Go"]}
    shown = sign_in(cast.bob).patch(path(job), change).json()
    assert (shown["slug"], shown["updated_at"] > shown["created_at"]) == ("other", True)
    recorded = Event.objects.get(kind="job.edited")
    assert recorded.payload["changed"] == ["salary", "skills", "title"]
    assert recorded.audience == sorted([cast.acme.key, "admins"])


def test_an_edit_that_changes_nothing_writes_nothing(cast: Cast):
    bob, job = sign_in(cast.bob), new_job(cast.acme, salary=PAY, skills=["Go"])
    before = bob.get(path(job))
    change = {"salary": PAY, "skills": ["go"], "title": job.title}
    after = bob.patch(path(job), change)
    assert (after.json(), after["ETag"]) == (before.json(), before["ETag"])
    assert not Event.objects.exists()


def test_a_rejected_job_becomes_a_draft(cast: Cast):
    job = new_job(cast.globex, "rejected")
    shown = sign_in(cast.grace).patch(path(job), {"title": "Better"}).json()
    assert shown["status"] == "draft"
    assert JobMove.objects.get().action == "redraft"


@pytest.mark.parametrize("status", ["published", "frozen", "closed", "expired"])
@pytest.mark.parametrize(
    ("change", "is_queued"),
    [
        ({"title": "Other"}, True),
        ({"description": "Other"}, True),
        ({"apply": OUTSIDE}, True),
        ({"positions": 5}, False),
        ({"salary": PAY}, False),
        ({"skills": ["Go"]}, False),
    ],
)
def test_what_a_moderator_judged_is_judged_again(
    cast: Cast, status: str, change: dict[str, Any], is_queued: bool
):
    job = new_job(cast.globex, status)
    approved = job.content()
    shown = sign_in(cast.grace).patch(path(job), change).json()
    assert shown["status"] == status
    job.refresh_from_db()
    assert (job.queued_at is not None, job.queue_reason == "edited") == (is_queued,) * 2
    assert job.approved == approved
    assert (job.content() != approved) == is_queued


def test_taking_an_edit_back_takes_it_out_of_the_queue(cast: Cast):
    grace, job = sign_in(cast.grace), new_job(cast.globex, title="Welder")
    for title, reason in [("Other", "edited"), ("Third", "edited"), ("Welder", "")]:
        queued_at = Job.objects.get().queued_at
        grace.patch(path(job), {"title": title})
        job.refresh_from_db()
        assert (job.queue_reason, job.queued_at is None) == (reason, reason == "")
        assert queued_at in {None, job.queued_at} or reason == ""


def test_an_edit_does_not_push_a_flagged_job_back(cast: Cast):
    old = "2026-01-01T00:00:00Z"
    fields = {"queued_at": old, "queue_reason": "flagged", "queue_rank": 10}
    job = new_job(cast.globex, **fields)
    sign_in(cast.grace).patch(path(job), {"title": "Other"})
    job.refresh_from_db()
    assert (job.queue_reason, job.queue_rank) == ("flagged", 10)
    assert job.queued_at is not None
    assert job.queued_at.year == 2026


def test_nobody_looks_at_what_a_verified_company_writes(cast: Cast):
    job = new_job(cast.acme)
    sign_in(cast.bob).patch(path(job), {"title": "Other"})
    job.refresh_from_db()
    assert (job.queued_at, job.approved) == (None, job.content())


def test_what_changed_while_it_was_closed_is_looked_at(cast: Cast):
    grace, job = sign_in(cast.grace), new_job(cast.globex, "closed")
    grace.patch(path(job), {"title": "Other"})
    assert Job.objects.get().queue_reason == "edited"
    assert grace.post(f"{path(job)}reopen/").json()["status"] == "published"
    assert Job.objects.get().queue_reason == "edited"


@pytest.mark.parametrize("over", ["closed", "expired"])
def test_an_edit_is_looked_at_though_the_job_is_over(cast: Cast, over: str):
    """It can still be read, and comes back as it then is."""
    grace, erin = sign_in(cast.grace), sign_in(cast.erin)
    job = new_job(cast.globex, title="Welder")
    grace.patch(path(job), {"title": "Other"})
    since = Job.objects.get().queued_at
    if over == "closed":
        grace.post(f"{path(job)}close/", {"reason": "other"})
    else:
        Job.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    queue = "/api/v1/moderation/jobs/"
    for _ in range(2):  # lapsed only, and then expired
        [item] = erin.get(queue).json()["results"]
        assert (item["status"], item["title"]) == (over, "Other")
        assert set(item["queue"]["changes"]) == {"title"}
        expire_lapsed()
    job.refresh_from_db()
    assert (job.status, job.queue_reason, job.queued_at) == (over, "edited", since)
    assert item["actions"] == ["approve"]
    grace.post(f"{path(job)}reopen/")
    assert Job.objects.get().queued_at == since
    grace.post(f"{path(job)}close/", {"reason": "other"})
    approved = erin.post(f"{queue}{job.pk}/approve/")
    assert (approved.status_code, approved.json()["status"]) == (200, "closed")
    assert erin.get(queue).json()["results"] == []


def test_a_flag_leaves_the_queue_with_its_job(cast: Cast):
    fields = {"queued_at": timezone.now(), "queue_reason": "flagged", "queue_rank": 10}
    job = new_job(cast.globex, **fields)
    sign_in(cast.grace).post(f"{path(job)}close/", {"reason": "other"})
    assert Job.objects.get().queued_at is None


def test_what_was_frozen_and_closed_waits_for_nobody(cast: Cast):
    job = new_job(cast.globex, "frozen")
    grace = sign_in(cast.grace)
    grace.post(f"{path(job)}close/", {"reason": "other"})
    grace.patch(path(job), {"title": "Other"})
    assert Job.objects.get().queued_at is None


def test_a_stale_edit_is_refused(cast: Cast):
    bob, alice, job = sign_in(cast.bob), sign_in(cast.alice), new_job(cast.acme)
    read = bob.get(path(job))["ETag"]
    assert alice.get(path(job))["ETag"] == read
    assert alice.patch(path(job), {"title": "A"}, If_Match=read).status_code == 200
    stale = bob.patch(path(job), {"title": "B"}, If_Match=read)
    problem_in(stale, 412, "precondition_failed")
    assert Job.objects.get().title == "A"
    again = bob.get(path(job))["ETag"]
    assert bob.patch(path(job), {"title": "B"}, If_Match=again).status_code == 200


@pytest.mark.parametrize("change", [{"title": "Later"}, {}])
def test_a_job_that_lapsed_is_edited_from_what_was_read(
    cast: Cast, change: dict[str, Any]
):
    """That the edit expires it is nothing that whoever read it has missed."""
    old = timezone.now() - timedelta(days=1)
    bob, job = sign_in(cast.bob), new_job(cast.acme, expires_at=old)
    read = bob.get(path(job))
    edited = bob.patch(path(job), change, If_Match=read["ETag"])
    assert edited.status_code == 200, edited.content
    job.refresh_from_db()
    assert job.status == "expired"
    assert (edited["ETag"] == read["ETag"]) == (not change)


def test_an_external_id_is_taken_once(cast: Cast):
    bob = sign_in(cast.bob)
    one = new_job(cast.acme, external_id="A-1")
    two, foreign = new_job(cast.acme), new_job(cast.globex, external_id="A-1")
    taken = bob.patch(path(two), {"external_id": " a-1 "})
    refused = problem_in(taken, 409, "external_id_taken")
    assert refused["links"] == {"job": f"http://testserver{path(one)}"}
    assert bob.patch(path(one), {"external_id": "a-1"}).status_code == 200
    assert Job.objects.get(pk=foreign.pk).external_id == "A-1"
