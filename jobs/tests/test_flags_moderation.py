"""What moderators do about flags."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from conftest import Cast, new_company, new_user, sign_in
from events.models import Event
from jobs.models import Job, JobFlag
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in, problem_in

FLAGS = "/api/v1/moderation/flags/"


def resolve(cast: Cast, flag: JobFlag, outcome: str) -> Any:
    api = sign_in(cast.erin)
    return api.post(f"{FLAGS}{flag.pk}/resolve/", {"outcome": outcome})


@pytest.fixture
def flags(cast: Cast) -> dict[str, JobFlag]:
    """Make one flag of each kind, the first the oldest; each detail is its name."""
    welder = new_job(cast.globex, "frozen", title="Welder")
    baker = new_job(cast.acme, title="Baker")
    made = {
        "scam": JobFlag(job=welder, user=cast.dana, reason="scam"),
        "spam": JobFlag(job=welder, user=cast.eve, reason="spam"),
        "done": JobFlag(job=welder, user=cast.newt, reason="scam", outcome="upheld"),
        "baker": JobFlag(job=baker, user=cast.dana, reason="other"),
        "wrong": JobFlag(job=baker, user=cast.eve, reason="other", outcome="dismissed"),
    }
    for age, (name, flag) in enumerate(reversed(made.items())):
        flag.created_at = timezone.now() - timedelta(hours=age)
        flag.detail = name
        flag.save(force_insert=True)
    return made


def details(cast: Cast, query: str = "") -> str:
    answer = sign_in(cast.erin).get(f"{FLAGS}{query}")
    assert answer.status_code == 200, answer.content
    return " ".join(flag["detail"] for flag in answer.json()["results"])


@pytest.mark.usefixtures("flags")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "scam spam baker"),
        ("outcome=", "scam spam baker"),
        ("outcome=open", "scam spam baker"),
        ("outcome=upheld", "done"),
        ("outcome=upheld,dismissed", "done wrong"),
        ("outcome=open&outcome=dismissed", "scam spam baker wrong"),
        ("q=weld", "scam spam"),
        ("q=acme", "baker"),
        ("company=globex", "scam spam"),
        ("company=globex,acme&reason=other", "baker"),
        ("reason__not=spam", "scam baker"),
        ("job=not-an-id", ""),
    ],
)
def test_filters(cast: Cast, query: str, found: str):
    assert details(cast, f"?{query}") == found


def test_the_flags_of_one_job(cast: Cast, flags: dict[str, JobFlag]):
    assert details(cast, f"?job={flags['baker'].job_id}") == "baker"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("outcome=opened", ("outcome", "invalid_choice")),
        ("outcome__not=open", ("outcome__not", "unknown_parameter")),
        ("user=x", ("user", "unknown_parameter")),
    ],
)
def test_what_is_no_filter_is_refused(cast: Cast, query: str, expected: Any):
    assert errors_in(sign_in(cast.erin).get(f"{FLAGS}?{query}")) == {expected}


def test_admins_see_who_flagged_what(cast: Cast, flags: dict[str, JobFlag]):
    erin, flag = sign_in(cast.erin), flags["scam"]
    shown = erin.get(f"{FLAGS}?page_size=1").json()["results"][0]
    assert shown == erin.get(f"{FLAGS}{flag.pk}/").json()
    job = shown.pop("job")
    assert (job["title"], job["status"]) == ("Welder", "frozen")
    assert job["actions"] == ["unfreeze"]
    assert shown == {
        "id": str(flag.pk),
        "url": f"http://testserver{FLAGS}{flag.pk}/",
        "reason": "scam",
        "detail": "scam",
        "outcome": None,
        "created_at": flag.created_at.isoformat().replace("+00:00", "Z"),
        "resolved_at": None,
        "flagged_by": {
            "id": str(cast.dana.pk),
            "url": f"http://testserver/api/v1/users/{cast.dana.pk}/",
            "email": "dana@example.org",
        },
        "resolved_by": None,
    }


@pytest.mark.parametrize("outcome", ["upheld", "dismissed"])
def test_a_flag_is_resolved_once(cast: Cast, flags: dict[str, JobFlag], outcome: str):
    flag = flags["scam"]
    shown = resolve(cast, flag, outcome).json()
    assert (shown["outcome"], shown["resolved_by"]) == (outcome, str(cast.erin.pk))
    assert shown["resolved_at"]
    event = Event.objects.get()
    assert (event.kind, event.actor, event.subject, event.audience) == (
        "flag.resolved",
        cast.erin.key,
        f"flag:{flag.pk}",
        ["admins"],
    )
    assert event.payload == {"job": str(flag.job_id), "outcome": outcome}
    for again in ("upheld", "dismissed"):
        told = problem_in(resolve(cast, flag, again), 409, "not_now")
        assert told["allowed"] == []
    own = f"/api/v1/jobs/{flag.job_id}/flags/{flag.pk}/"
    assert sign_in(cast.dana).get(own).json()["outcome"] == outcome


def test_a_frozen_job_stays_frozen_when_its_flags_are_dismissed(
    cast: Cast, flags: dict[str, JobFlag]
):
    for name in ("scam", "spam"):
        assert resolve(cast, flags[name], "dismissed").status_code == 200
    assert Job.objects.get(pk=flags["scam"].job_id).status == "frozen"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ("outcome", "required")),
        ({"outcome": ""}, ("outcome", "invalid_choice")),
        ({"outcome": "open"}, ("outcome", "invalid_choice")),
        ({"outcome": "upheld", "reason": "spam"}, ("reason", "unknown_field")),
    ],
)
def test_bodies_that_say_something_else(
    cast: Cast, flags: dict[str, JobFlag], body: Any, expected: Any
):
    path = f"{FLAGS}{flags['scam'].pk}/resolve/"
    assert errors_in(sign_in(cast.erin).post(path, body)) == {expected}


def test_whoever_ceased_to_be_admin_resolves_nothing(
    cast: Cast, flags: dict[str, JobFlag]
):
    erin, flag = sign_in(cast.erin), flags["scam"]
    User.objects.filter(pk=cast.erin.pk).update(role="applicant")
    answer = erin.post(f"{FLAGS}{flag.pk}/resolve/", {"outcome": "dismissed"})
    assert answer.status_code == 403
    flag.refresh_from_db()
    assert flag.outcome == ""


def test_it_asks_as_often_for_many_as_for_one(
    cast: Cast, django_assert_max_num_queries
):
    erin = sign_in(cast.erin)
    for number in range(20):
        company = new_company(f"Co {number}", new_user(f"Boss{number}", "employer"))
        user = new_user(f"User{number}", "applicant")
        JobFlag.objects.create(job=new_job(company), user=user, reason="scam")
    with django_assert_max_num_queries(5):
        assert len(erin.get(FLAGS).json()["results"]) == 20
