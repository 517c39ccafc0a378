"""The same ad twice is refused with a link, however it is spelt."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast, SignedIn, sign_in
from jobs.models import Job
from jobs.tests.bodies import JOBS
from jobs.tests.test_job_life import STATES, job_in
from kernel.tests.expect import problem_in

AD: dict[str, Any] = {
    "title": "Crème brûlée cook",
    "description": "<p>You cook crème brûlée &amp; more.</p><p>Every day.</p>",
    "locations": [
        {"city": "Paris", "country": "FR"},
        {"city": "Köln", "region": "NRW", "country": "DE"},
    ],
}
SAME = [
    {},
    {"title": "CREME BRULEE COOK"},
    {"title": "  Crème\u00a0 brûlée   cook"},
    {"title": "Cre\u0300me bru\u0302le\u0301e cook"},
    {"description": "<p>you COOK creme brulee &#38; more.</p>\n<p>every\n day.</p>"},
    {"description": "You cook crème brûlée & more.\n\nEvery day."},
    {"locations": AD["locations"][::-1]},
    {"locations": [*AD["locations"], *AD["locations"]]},
    {"locations": [{**each, "city": each["city"].upper()} for each in AD["locations"]]},
    {"salary": {"min": 1, "currency": "EUR", "period": "hour"}},
    {"employment_type": "internship", "external_id": "new", "positions": 5},
]
OTHER = [
    {"title": "Crème brûlée cook!"},
    {"title": "Crème brûlée cook (C++)"},
    {"description": "<p>You cook crème brûlée + more.</p><p>Every day.</p>"},
    {"locations": AD["locations"][:1]},
    {"locations": [{"city": "Paris", "region": "Texas", "country": "US"}]},
    {"locations": []},
]


def post(api: SignedIn, **changes: Any) -> Any:
    return api.post(JOBS, {**AD, **changes})


@pytest.mark.parametrize("change", SAME, ids=range(len(SAME)))
def test_the_same_ad_is_refused(cast: Cast, change: dict[str, Any]):
    bob = sign_in(cast.bob)
    first = post(bob).json()["url"]
    refused = problem_in(post(bob, **change), 409, "duplicate_job")
    assert refused["links"] == {"job": first}
    assert post(bob, **change, allow_duplicate=True).status_code == 201


@pytest.mark.parametrize("change", OTHER, ids=range(len(OTHER)))
def test_another_ad_is_not(cast: Cast, change: dict[str, Any]):
    bob = sign_in(cast.bob)
    post(bob)
    assert post(bob, **change).status_code == 201


def test_c_c_sharp_and_c_plus_plus_are_three(cast: Cast):
    bob = sign_in(cast.bob)
    for title in ("C developer", "C# developer", "C++ developer", ".NET", "NET"):
        assert post(bob, title=title).status_code == 201


def test_another_company_may_say_the_same(cast: Cast):
    assert [post(sign_in(who)).status_code for who in (cast.bob, cast.grace)] == [
        201,
        201,
    ]


@pytest.mark.parametrize("state", STATES)
def test_only_an_open_job_stands_in_the_way(cast: Cast, state: str):
    job_in(state, cast.acme, **AD)
    blocks = {"draft", "pending", "published", "frozen", "suspended"}
    answer = post(sign_in(cast.bob))
    assert answer.status_code == (409 if state in blocks else 201)


def test_one_whose_time_ran_out_is_expired_and_not_in_the_way(cast: Cast):
    old = job_in("lapsed", cast.acme, **AD)
    assert post(sign_in(cast.bob)).status_code == 201
    old.refresh_from_db()
    assert old.status == "expired"


def test_a_wanted_duplicate_stands_in_the_way_of_an_unwanted_one(cast: Cast):
    bob = sign_in(cast.bob)
    assert post(bob, allow_duplicate=True).status_code == 201
    problem_in(post(bob), 409, "duplicate_job")


def test_an_edit_is_no_way_around(cast: Cast):
    bob = sign_in(cast.bob)
    first, other = post(bob).json()["url"], post(bob, title="Other").json()["url"]
    refused = problem_in(bob.patch(other, AD), 409, "duplicate_job")
    assert refused["links"] == {"job": first}
    assert bob.patch(other, {**AD, "allow_duplicate": True}).status_code == 200
    problem_in(bob.patch(other, {"allow_duplicate": False}), 409, "duplicate_job")
    assert bob.patch(other, {"positions": 2}).status_code == 200


@pytest.mark.parametrize(
    ("state", "action"),
    [("closed", "reopen"), ("expired", "reopen"), ("rejected", "redraft")],
)
def test_coming_back_is_no_way_around(cast: Cast, state: str, action: str):
    bob, old = sign_in(cast.bob), job_in(state, cast.acme, **AD)
    twin = post(bob).json()["url"]
    refused = problem_in(bob.post(f"{JOBS}{old.pk}/{action}/"), 409, "duplicate_job")
    assert refused["links"] == {"job": twin}
    old.refresh_from_db()
    assert old.status == state


def test_a_job_that_lapses_between_is_told_apart(cast: Cast):
    """Set back by the test, as no clock of ours moves that of PostgreSQL."""
    bob = sign_in(cast.bob)
    first = post(bob).json()["id"]
    bob.post(f"{JOBS}{first}/submit/")
    assert post(bob).status_code == 409
    Job.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert post(bob).status_code == 201
