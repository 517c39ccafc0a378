"""Upserts: a job under the id that the employer's own system gives it."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from conftest import Api, Cast, sign_in
from events.models import Event
from jobs.models import Job, JobMove
from jobs.tests.bodies import FULL, JOBS, welder
from jobs.tests.factory import new_job
from jobs.tests.test_job_life import STATES, job_in
from kernel.tests.expect import errors_in, problem_in


def path(external_id: str) -> str:
    return f"{JOBS}by-external-id/{quote(external_id, safe='')}/"


def test_it_is_made_published_and_then_replaced(cast: Cast):
    bob = sign_in(cast.bob)
    made = bob.put(path("A-17"), FULL)
    assert made.status_code == 201, made.content
    first = made.json()
    assert made["Location"] == first["url"]
    assert (first["status"], first["external_id"]) == ("published", "A-17")
    small = bob.put(path("A-17"), welder())
    assert small.status_code == 200, small.content
    second = small.json()
    assert second["id"] == first["id"]
    assert second["published_at"] == first["published_at"]
    assert second["expires_at"] == first["expires_at"]
    fresh = bob.post(JOBS, welder(title="Fresh")).json()
    ours = {
        *("id", "slug", "url", "title", "external_id", "status", "published_at"),
        *("first_published_at", "created_at", "updated_at", "expires_at", "actions"),
    }
    for name in second.keys() - ours:
        assert second[name] == fresh[name], name
    assert bob.get(path("A-17")).json() == second
    assert Job.objects.filter(external_key="a-17").count() == 1


def test_the_same_again_writes_nothing(cast: Cast):
    bob = sign_in(cast.bob)
    for body in (FULL, welder(description="*New*")):
        first = bob.put(path("A-17"), body)
        events, moves = Event.objects.count(), JobMove.objects.count()
        again = bob.put(path("A-17"), body)
        assert (again.status_code, again.json()) == (200, first.json())
        assert (Event.objects.count(), JobMove.objects.count()) == (events, moves)


def test_the_same_again_leaves_an_extension(cast: Cast):
    bob = sign_in(cast.bob)
    first = bob.put(path("A-17"), FULL).json()
    bob.post(f"{JOBS}{first['id']}/extend/", {"days": 30})
    longer = bob.put(path("A-17"), FULL).json()["expires_at"]
    assert longer > first["expires_at"]
    assert (
        bob.put(path("A-17"), {**FULL, "title": "New"}).json()["expires_at"] == longer
    )


def test_the_same_end_again_leaves_an_extension_too(cast: Cast):
    bob, end = sign_in(cast.bob), (timezone.now() + timedelta(days=5)).isoformat()
    first = bob.put(path("A-17"), welder(expires_at=end)).json()
    bob.post(f"{JOBS}{first['id']}/extend/", {"days": 30})
    again = bob.put(path("A-17"), welder(expires_at=end)).json()
    assert again["expires_at"] > first["expires_at"]
    changed = bob.put(path("A-17"), welder(expires_at=end, positions=2)).json()
    assert changed["expires_at"] == first["expires_at"]


AFTER = {
    "draft": "published",
    "pending": "pending",
    "rejected": "published",
    "published": "published",
    "frozen": "frozen",
    "closed": "published",
    "expired": "published",
    "lapsed": "published",
    "never public": "published",
    "closed when frozen": None,
    "suspended": "frozen",
}


@pytest.mark.parametrize("state", STATES)
def test_from_every_state(cast: Cast, state: str):
    job = job_in(state, cast.acme, external_id="A-17")
    published_at = job.published_at
    answer = sign_in(cast.bob).put(path("A-17"), welder(title="New"))
    if AFTER[state] is None:
        assert problem_in(answer, 409, "not_now")["allowed"] == ["edit"]
        assert Job.objects.get().title == job.title
        return
    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], answer.json()["title"]) == (AFTER[state], "New")
    assert published_at in {None, Job.objects.get().published_at}


def test_what_was_rejected_is_handed_in_again_when_it_is_another(cast: Cast):
    grace = sign_in(cast.grace)
    grace.put(path("A-17"), welder())
    Job.objects.update(status="rejected", queued_at=None)
    assert grace.put(path("A-17"), welder()).json()["status"] == "rejected"
    assert grace.put(path("A-17"), welder(positions=2)).json()["status"] == "pending"


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("A-17", "a-17"),
        ("A-17", " A-17 "),
        ("Straße", "STRASSE"),
        ("a/b", "A/B"),
        ("50%", "50%"),
        ("%2F", "%2f"),
        ("a b", "a b"),
        ("é", "e\u0301"),
        ("a?b#c", "a?b#c"),
        ("//", "//"),
        ("close", "CLOSE"),
        ("..", ".."),
    ],
)
def test_an_id_is_trimmed_and_folded(cast: Cast, one: str, same: str):
    bob = sign_in(cast.bob)
    made = bob.put(path(one), welder())
    assert (made.status_code, made.json()["external_id"]) == (201, one)
    assert bob.get(path(same)).json()["id"] == made.json()["id"]
    assert bob.put(path(same), welder(title="New")).status_code == 200
    assert bob.get(path(one + "x")).status_code == 404


@pytest.mark.parametrize("bad", ["x" * 201, "a\tb", "\u0301" * 40, " "])
def test_what_is_no_id_is_not_found_and_not_made(cast: Cast, bad: str):
    bob = sign_in(cast.bob)
    assert bob.get(path(bad)).status_code == 404
    assert bob.delete(path(bad)).status_code == 404
    assert {field for field, _ in errors_in(bob.put(path(bad), welder()))} == {
        "external_id"
    }


def test_a_path_that_is_no_utf8_names_what_stands_there(cast: Cast):
    """Bytes that are no text stay escaped, so an id in JSON never holds any."""
    bob = sign_in(cast.bob)
    made = bob.put(f"{JOBS}by-external-id/a%FF/", welder())
    assert (made.status_code, made.json()["external_id"]) == (201, "a%FF")
    for same in ("a%FF", "a%25FF", "a%25ff"):
        shown = bob.get(f"{JOBS}by-external-id/{same}/")
        assert shown.json()["id"] == made.json()["id"]


def test_the_body_may_only_repeat_the_id(cast: Cast):
    bob = sign_in(cast.bob)
    other = bob.put(path("A-17"), welder(external_id="A-18"))
    assert errors_in(other) == {("external_id", "invalid")}
    assert bob.put(path("a-17"), welder(external_id="A-17")).status_code == 201
    assert Job.objects.get().external_id == "A-17"


@pytest.mark.parametrize(
    "change",
    [{"locations": []}, {"apply": {"method": "external"}}, {"title": ""}],
    ids=str,
)
def test_what_is_not_complete_is_not_put(cast: Cast, change: dict[str, Any]):
    answer = sign_in(cast.bob).put(path("A-17"), welder(**change))
    problem_in(answer, 400, "invalid_request")
    assert not Job.objects.exists()


def test_companies_have_ids_of_their_own(cast: Cast):
    bob, grace = sign_in(cast.bob), sign_in(cast.grace)
    ours, theirs = (api.put(path("1"), welder()).json() for api in (bob, grace))
    assert (ours["status"], theirs["status"]) == ("published", "pending")
    assert bob.get(path("1")).json()["id"] == ours["id"] != theirs["id"]
    assert sign_in(cast.vera).get(path("1")).json()["id"] == ours["id"]


def test_who_may(cast: Cast):
    new_job(cast.acme, external_id="1")
    table = [(None, 401, 401), (cast.dana, 403, 403), (cast.newt, 403, 403)]
    table += [(cast.erin, 403, 403), (cast.vera, 200, 403), (cast.grace, 404, 201)]
    for who, read, written in table:
        api = sign_in(who) if who else Api()
        assert api.get(path("1")).status_code == read, who
        assert api.put(path("1"), welder()).status_code == written, who


def test_only_a_draft_is_deleted(cast: Cast):
    bob = sign_in(cast.bob)
    new_job(cast.acme, "draft", external_id="1")
    new_job(cast.acme, external_id="2")
    assert bob.delete(path("1")).status_code == 204
    refused = problem_in(bob.delete(path("2")), 409, "not_now")
    assert refused["allowed"] == ["edit", "extend", "close"]


def test_a_put_from_what_was_read_before(cast: Cast):
    bob = sign_in(cast.bob)
    missing = bob.put(path("1"), welder(), If_Match='"x"')
    problem_in(missing, 412, "precondition_failed")
    made = bob.put(path("1"), welder())
    read = bob.get(path("1"))["ETag"]
    assert made["ETag"] == read
    assert bob.put(path("1"), welder(title="A"), If_Match=read).status_code == 200
    stale = bob.put(path("1"), welder(title="B"), If_Match=read)
    problem_in(stale, 412, "precondition_failed")
