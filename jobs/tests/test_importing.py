"""A file of jobs becomes jobs, once, and says what became of each row."""

from typing import Any

import pytest

from conftest import Cast, sign_in
from events.models import Event
from jobs.models import Job, JobImport, JobMove
from jobs.services.tidying_imports import begin_waiting
from jobs.terms import Status
from jobs.tests.bodies import FULL
from jobs.tests.factory import dates_of, new_job
from jobs.tests.handing_in import (
    IMPORTS,
    counts,
    only_import,
    row,
    send,
    shown,
    taken_over,
    work_off,
)

BLANK_TITLE = {
    "row": 2,
    "field": "title",
    "code": "blank",
    "detail": "This field may not be blank.",
}
SET_BY_US = {"id", "created_at", "updated_at", "published_at", "expires_at"}


def columns(job: Job) -> dict[str, Any]:
    """Return what a job is, but for what differs between any two."""
    told = {
        field.attname: getattr(job, field.attname)
        for field in Job._meta.concrete_fields  # noqa: SLF001  # Django's public name
        if field.attname not in SET_BY_US
    }
    for name in ("fingerprint", "content_digest"):
        told[name] = bytes(told[name])
    return told


def history(job: Job) -> list[tuple[Any, ...]]:
    told = ("action", "from_status", "to_status", "reason", "comment", "by", "user_id")
    return list(job.moves.order_by("at", "id").values_list(*told))


def put_into(job: Job, status: str) -> None:
    """Put a job into a state as if it had never been in another."""
    nothing = {"published_at": None, "queued_at": None, "queue_reason": ""}
    dates = {**nothing, **dates_of(job, Status(status))}
    Job.objects.filter(pk=job.pk).update(status=status, **dates)
    job.moves.all().delete()


def test_a_file_becomes_public_jobs(cast: Cast):
    bob = sign_in(cast.bob)
    answer = send(bob, [row(1), row(2, title=""), row(3)])
    assert answer.status_code == 202
    said = answer.json()
    assert answer["Location"] == said["url"]
    assert (said["status"], said["progress"]) == ("queued", 0)
    assert Job.objects.count() == 0
    work_off()
    said = shown(bob, said["id"])
    assert (said["status"], said["progress"], said["rows"]) == ("done", 100, 3)
    assert said["counts"] == counts(created=2, failed=1)
    assert said["errors"] == [BLANK_TITLE]
    assert (said["errors_total"], said["errors_next"]) == (1, None)
    assert (said["changes"], said["changes_total"], said["detail"]) == (
        None,
        None,
        None,
    )
    found = Job.objects.live().filter(company=cast.acme)
    assert {job.external_id for job in found} == {"R-1", "R-3"}


@pytest.mark.parametrize("who", ["bob", "charlie"])
@pytest.mark.parametrize("body", [FULL, row(1), row(2, title="Baker", positions=3)])
def test_a_row_gives_what_a_put_gives(cast: Cast, who: str, body: dict[str, Any]):
    """Acme is verified, Globex is not: the one's job is public, the other's waits."""
    api = sign_in(getattr(cast, who))
    put = api.put(
        "/api/v1/jobs/by-external-id/other/", {**body, "external_id": "other"}
    )
    assert put.status_code == 201, put.content
    taken_over(api, [{**body, "title": f"{body['title']}!"}])
    by_put, by_file = Job.objects.order_by("created_at")
    told, expected = columns(by_file), columns(by_put)
    assert told.pop("title") == f"{expected.pop('title')}!"
    for name in ("external_id", "external_key", "fingerprint", "content_digest"):
        assert told.pop(name) != expected.pop(name)
    for each in (told, expected):
        (each["approved"] or {}).pop("title", None)
        assert bool(each.pop("queued_at")) == (who == "charlie")
    assert told == expected
    assert history(by_file) == history(by_put)
    lasted = [
        job.expires_at - job.published_at
        for job in (by_put, by_file)
        if job.published_at
    ]
    assert len(lasted) == 2 * (who == "bob")
    assert all(abs(each.total_seconds() - 30 * 86400) < 1 for each in lasted)


def test_the_same_file_again_changes_nothing(cast: Cast):
    bob = sign_in(cast.bob)
    without_id = {**row(2), "external_id": None}
    file = [row(1), without_id, FULL, row(4, title="")]
    assert taken_over(bob, file)["counts"] == counts(created=3, failed=1)
    before = list(Job.objects.order_by("pk").values())
    moves = JobMove.objects.count()
    assert taken_over(bob, file)["counts"] == counts(unchanged=3, failed=1)
    assert list(Job.objects.order_by("pk").values()) == before
    assert JobMove.objects.count() == moves


def test_a_changed_row_changes_its_job_and_nothing_else(cast: Cast):
    bob = sign_in(cast.bob)
    taken_over(bob, [row(1), row(2)])
    first, second = Job.objects.order_by("external_id")
    said = taken_over(bob, [row(1), row(2, positions=7, title="Baker")])
    assert said["counts"] == counts(updated=1, unchanged=1)
    again = Job.objects.get(pk=second.pk)
    assert (again.positions, again.title, again.slug) == (7, "Baker", "baker")
    for name in ("published_at", "created_at", "status", "expires_at"):
        assert getattr(again, name) == getattr(second, name)
    assert again.updated_at > second.updated_at
    assert bytes(again.fingerprint) != bytes(second.fingerprint)
    assert again.approved["title"] == "Baker"
    unchanged = Job.objects.get(pk=first.pk)
    assert columns(unchanged) == columns(first)


@pytest.mark.parametrize(
    ("status", "becomes", "steps"),
    [
        ("draft", "published", ["submit", "approve"]),
        ("pending", "pending", []),
        ("rejected", "published", ["redraft", "submit", "approve"]),
        ("published", "published", []),
        ("closed", "published", ["reopen"]),
        ("expired", "published", ["reopen"]),
        ("frozen", "frozen", []),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_what_becomes_of_a_job_in_each_state(
    cast: Cast, status: str, becomes: str, steps: list[str], is_new: bool
):
    """The file says something new of the job, or just what it says already."""
    bob = sign_in(cast.bob)
    taken_over(bob, [row(1)])
    job = Job.objects.get()
    put_into(job, status)
    taken_over(bob, [row(1, positions=5) if is_new else row(1)])
    job.refresh_from_db()
    if status == "rejected" and not is_new:
        becomes, steps = "rejected", []
    assert job.status == becomes
    assert job.positions == (5 if is_new else 1)
    assert [move[0] for move in history(job)] == steps
    assert Job.objects.count() == 1


def test_published_at_is_not_moved_by_reopening(cast: Cast):
    job = new_job(cast.acme, "closed", **row(1))
    before = job.published_at
    taken_over(sign_in(cast.bob), [row(1)])
    job.refresh_from_db()
    assert (job.status, job.published_at) == ("published", before)
    assert job.closed_at is None


def test_what_a_moderator_took_down_stays_down(cast: Cast):
    job = new_job(cast.acme, "closed", **row(1), frozen_at="2026-01-01T00:00:00Z")
    said = taken_over(sign_in(cast.bob), [row(1)])
    assert said["counts"] == counts(failed=1)
    assert said["errors"][0]["code"] == "not_now"
    job.refresh_from_db()
    assert job.status == "closed"


def test_an_edit_of_what_a_moderator_approved_is_looked_at(cast: Cast):
    job = new_job(cast.globex, **row(1))
    said = taken_over(sign_in(cast.charlie), [row(1, title="Baker")])
    assert said["counts"] == counts(updated=1)
    job.refresh_from_db()
    assert (job.status, job.queue_reason) == ("published", "edited")
    assert job.approved["title"] == "Welder 1"


def test_other_companies_keep_what_is_theirs(cast: Cast):
    theirs = new_job(cast.globex, **row(1))
    before = Job.objects.filter(pk=theirs.pk).values().get()
    said = taken_over(sign_in(cast.bob), [row(1, title="Baker")], mode="mirror")
    assert said["counts"] == counts(created=1)
    assert Job.objects.filter(pk=theirs.pk).values().get() == before


def test_events_are_few_and_say_how_it_went(cast: Cast):
    taken_over(sign_in(cast.bob), [row(number) for number in range(30)])
    told = list(Event.objects.order_by("position").values_list("kind", "subject"))
    key = only_import().key
    kinds = ["import.queued", "import.started", "import.finished"]
    assert told == [(kind, key) for kind in kinds]
    finished = Event.objects.get(kind="import.finished")
    assert finished.audience == sorted([cast.acme.key, "admins"])
    assert finished.actor == cast.bob.key
    assert finished.payload["created"] == 30


def test_whoever_handed_it_in_is_told(cast: Cast):
    bob = sign_in(cast.bob)
    taken_over(bob, [row(1)])
    notes = bob.get("/api/v1/me/notifications/").json()["results"]
    assert [note["text"] for note in notes] == [
        "Your import is done: 1 created, 0 updated, 0 unchanged, 0 closed, 0 failed."
    ]


def test_files_wait_for_each_other(cast: Cast):
    bob, alice = sign_in(cast.bob), sign_in(cast.alice)
    first = send(bob, [row(1)]).json()["id"]
    second = send(alice, [row(1, title="Baker")]).json()["id"]
    begin_waiting()
    begin_waiting()
    states = dict(JobImport.objects.values_list("pk", "status"))
    assert sorted(states.values()) == ["queued", "running"]
    work_off()
    assert shown(bob, first)["counts"] == counts(created=1)
    assert shown(bob, second)["counts"] == counts(updated=1)
    assert Job.objects.get().title == "Baker"


def test_the_list_shows_one_company_its_own(cast: Cast):
    bob = sign_in(cast.bob)
    ids = [send(bob, [row(number)]).json()["id"] for number in (1, 2)]
    send(sign_in(cast.grace), [row(1)])
    listed = bob.get(IMPORTS).json()["results"]
    assert [each["id"] for each in listed] == ids[::-1]
    assert "errors" not in listed[0]
    assert len(sign_in(cast.erin).get(IMPORTS).json()["results"]) == 3
    grace = sign_in(cast.grace)
    assert grace.get(f"{IMPORTS}{ids[0]}/").status_code == 404
    assert grace.get(f"{IMPORTS}{ids[0]}/errors/").status_code == 404


def test_all_errors_can_be_walked(cast: Cast):
    bob = sign_in(cast.bob)
    said = taken_over(bob, [row(number, title="") for number in range(1105)])
    assert [each["row"] for each in said["errors"]] == list(range(1, 1001))
    assert said["errors_total"] == 1105
    rows, following = [], said["errors_next"] + "?page_size=100"
    while following:
        page = bob.get(following.removeprefix("http://testserver")).json()
        rows += [each["row"] for each in page["results"]]
        following = page["next"]
    assert rows == list(range(1, 1106))


def test_a_repeated_request_makes_one_import(cast: Cast):
    bob = sign_in(cast.bob)
    headers = {"Idempotency_Key": "k1"}
    first = send(bob, [row(1)], headers=headers)
    again = send(bob, [row(1)], headers=headers)
    assert again.status_code == 202
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert send(bob, [row(2)], headers=headers).status_code == 409
    assert JobImport.objects.count() == 1
    work_off()
    assert Job.objects.get().external_id == "R-1"


def test_so_many_may_wait(cast: Cast):
    bob = sign_in(cast.bob)
    for number in range(5):
        assert send(bob, [row(number)]).status_code == 202
    refused = send(bob, [row(9)])
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_imports")
    assert send(sign_in(cast.grace), [row(1)]).status_code == 202


def test_so_many_an_hour(cast: Cast, settings: Any):
    settings.RATE_LIMITS = 0.1
    bob, alice = sign_in(cast.bob), sign_in(cast.alice)
    assert send(bob, [row(1)]).status_code == 202
    assert send(alice, [row(2)]).status_code == 202
    refused = send(bob, [row(3)])
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert bob.get(IMPORTS).status_code == 200
    assert send(sign_in(cast.grace), [row(1)]).status_code == 202
