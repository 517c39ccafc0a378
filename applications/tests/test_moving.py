"""Moving applications: every stage to every other, with reasons, undo, and in bulk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Application, Note
from applications.stages import OPEN, REOPENED, TARGETS, Stage
from applications.tests.factory import new_application
from conftest import Cast, sign_in
from jobs.tests.factory import new_job
from kernel.ids import new_id

HAPPY = ("in_review", "shortlisted", "interview", "offered")


def allowed_from(stage: str) -> set[str]:
    """Say it again, in the words of the contract."""
    if stage == "rejected":
        return {"reopened"}
    if stage in {"withdrawn", "hired"}:
        return set()
    onward = {each for each in HAPPY if each != stage} | {"rejected"}
    return onward | ({"hired"} if stage == "offered" else set())


def url_of(application: Application) -> str:
    return f"/api/v1/applications/{application.pk}/"


@pytest.mark.parametrize("stage", Stage.values)
def test_every_stage_to_every_other(cast: Cast, stage: str) -> None:
    bob = sign_in(cast.bob)
    for target in [*TARGETS, "submitted", "withdrawn"]:
        sent = new_application(new_job(cast.acme), cast.dana, stage)
        allowed = bob.get(url_of(sent)).json()["allowed"]
        assert set(allowed) == allowed_from(stage)
        answer = bob.post(f"{url_of(sent)}move/", {"to": target})
        if target in allowed:
            back = "in_review" if target == REOPENED else target
            assert (answer.status_code, answer.json()["status"]) == (200, back)
        elif target in {"submitted", "withdrawn"}:
            assert answer.status_code == 400
        else:
            assert answer.status_code == 409
            assert answer.json()["allowed"] == allowed
            sent.refresh_from_db()
            assert sent.stage == stage


@pytest.mark.parametrize("stage", Stage.values)
def test_what_is_open_is_withdrawn_for_good(cast: Cast, stage: str) -> None:
    sent = new_application(new_job(cast.acme), cast.dana, stage)
    dana = sign_in(cast.dana)
    answer = dana.post(f"{url_of(sent)}withdraw/")
    assert answer.status_code == (200 if stage in OPEN else 409)
    if stage in OPEN:
        assert answer.json()["status"] == "withdrawn"
        assert dana.post(f"{url_of(sent)}withdraw/").status_code == 409


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"to": "offered", "reason": "salary"}, {"reason": "not_possible"}),
        ({"to": "offered", "notify_at": "2030-01-01T00:00:00Z"}, {"notify_at"}),
        ({"to": "rejected", "notify_at": "2020-01-01T00:00:00Z"}, {"notify_at"}),
        ({"to": "rejected", "notify_at": "2090-01-01T00:00:00Z"}, {"notify_at"}),
        ({"to": "rejected", "reason": "ugly"}, {"reason"}),
        ({"to": "nowhere"}, {"to"}),
        ({}, {"to"}),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, body, errors) -> None:
    sent = new_application(new_job(cast.acme), cast.dana)
    answer = sign_in(cast.bob).post(f"{url_of(sent)}move/", body)
    assert answer.status_code == 400
    assert {each["field"] for each in answer.json()["errors"]} == set(errors)


def test_reopening_goes_back_to_where_it_was(cast: Cast) -> None:
    sent = new_application(new_job(cast.acme), cast.dana, "interview")
    bob, url = sign_in(cast.bob), url_of(sent)
    bob.post(f"{url}move/", {"to": "rejected", "reason": "salary", "note": "Too dear"})
    assert Note.objects.get().text == "Too dear"
    assert bob.post(f"{url}move/", {"to": "reopened"}).json()["status"] == "interview"
    steps = bob.get(f"{url}timeline/").json()["results"]
    assert [(each["to"], each["status"]) for each in steps] == [
        ("reopened", "interview"),
        ("rejected", "rejected"),
        ("submitted", "submitted"),
    ]
    assert [each["reason"] for each in steps] == [None, "salary", None]
    assert [each["by"] for each in steps] == ["company", "company", "applicant"]
    assert steps[0]["user"]["id"] == str(cast.bob.pk)
    seen = sign_in(cast.dana).get(f"{url}timeline/").json()["results"]
    assert [each["to"] for each in seen] == ["reopened", "rejected", "submitted"]
    assert not {"user", "reason", "notify_at"} & set().union(*seen)


def test_several_are_moved_each_for_itself(cast: Cast) -> None:
    mine = [new_application(new_job(cast.acme), cast.dana) for _ in range(2)]
    over = new_application(new_job(cast.acme), cast.dana, "hired")
    theirs = new_application(new_job(cast.globex), cast.dana)
    ids = [str(each.pk) for each in (mine[1], over, theirs, mine[0])]
    sent = {"ids": [*ids, "junk", str(new_id()), ids[0]], "to": "shortlisted"}
    answer = sign_in(cast.bob).post("/api/v1/applications/bulk-move/", sent)
    assert answer.status_code == 200
    told = [(each["outcome"], each["status"]) for each in answer.json()["results"]]
    assert told == [
        ("moved", "shortlisted"),
        ("not_now", "hired"),
        ("not_found", None),
        ("moved", "shortlisted"),
        ("not_found", None),
        ("not_found", None),
    ]
    theirs.refresh_from_db()
    assert theirs.stage == "submitted"


def test_what_is_closed_may_still_be_moved(cast: Cast) -> None:
    sent = new_application(new_job(cast.acme, "closed"), cast.dana)
    answer = sign_in(cast.bob).post(f"{url_of(sent)}move/", {"to": "hired"})
    assert answer.status_code == 409
    answer = sign_in(cast.bob).post(f"{url_of(sent)}move/", {"to": "offered"})
    assert answer.status_code == 200


def test_the_first_member_who_reads_it_is_noted_once(cast: Cast) -> None:
    sent = new_application(new_job(cast.acme), cast.dana)
    for person in (cast.dana, cast.erin):
        assert sign_in(person).get(url_of(sent)).json()["viewed_at"] is None
    first = sign_in(cast.vera).get(url_of(sent)).json()["viewed_at"]
    assert first is not None
    assert sign_in(cast.bob).get(url_of(sent)).json()["viewed_at"] == first
    assert sign_in(cast.dana).get(url_of(sent)).json()["viewed_at"] == first


def test_reopening_in_time_leaves_no_trace(cast: Cast) -> None:
    sent = new_application(new_job(cast.acme), cast.dana)
    later = timezone.now() + timedelta(days=1)
    bob, dana, url = sign_in(cast.bob), sign_in(cast.dana), url_of(sent)
    before = dana.get(url).json(), dana.get(f"{url}timeline/").json()
    body = {"to": "rejected", "notify_at": later.isoformat()}
    assert bob.post(f"{url}move/", body).status_code == 200
    assert bob.post(f"{url}move/", {"to": "reopened"}).status_code == 200
    after = dana.get(url).json(), dana.get(f"{url}timeline/").json()
    assert after[1] == before[1]
    assert {**after[0], "viewed_at": None} == before[0]
