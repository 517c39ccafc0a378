"""The list of sessions: one's own, which one this is, and ending one."""

from uuid import uuid4

import pytest

from accounts.models import Session
from conftest import Cast, new_session, sign_in

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/me/sessions/"


def test_the_list_says_which_one_this_is(cast: Cast):
    other = new_session(cast.dana, user_agent="Phone/2.0")
    api = sign_in(cast.dana)
    sign_in(cast.eve)
    listed = api.get(SESSIONS).json()
    assert [row["id"] for row in listed["results"]] == [
        str(api.session.pk),
        str(other.pk),
    ]
    assert [row["is_current"] for row in listed["results"]] == [True, False]
    assert listed["results"][1]["user_agent"] == "Phone/2.0"
    assert set(listed["results"][0]) == {
        "id",
        "is_current",
        "user_agent",
        "created_at",
        "last_used_at",
        "expires_at",
    }


def test_the_list_is_paged_and_its_cursor_is_ones_own(cast: Cast):
    for _ in range(4):
        new_session(cast.dana)
    api = sign_in(cast.dana)
    page = api.get(f"{SESSIONS}?page_size=2").json()
    seen = [row["id"] for row in page["results"]]
    while page["next"]:
        query = page["next"].partition("?")[2]
        page = api.get(f"{SESSIONS}?{query}").json()
        seen += [row["id"] for row in page["results"]]
    assert len(seen) == len(set(seen)) == 5
    foreign = sign_in(cast.eve).get(f"{SESSIONS}?{query}")
    assert (foreign.status_code, foreign.json()["code"]) == (400, "invalid_cursor")


def test_sessions_that_are_over_are_not_listed(cast: Cast):
    api = sign_in(cast.dana)
    new_session(cast.dana, revoked_at="2026-01-01T00:00:00Z")
    assert len(api.get(SESSIONS).json()["results"]) == 1


def test_ending_another_session_ends_it_at_once(anonymous, cast: Cast):
    here, there = sign_in(cast.dana), sign_in(cast.dana)
    assert here.delete(f"{SESSIONS}{there.session.pk}/").status_code == 204
    assert there.get(SESSIONS).status_code == 401
    assert here.get(SESSIONS).status_code == 200
    assert here.delete(f"{SESSIONS}{there.session.pk}/").status_code == 404


def test_ending_this_session_signs_out(cast: Cast):
    api = sign_in(cast.dana)
    assert api.delete(f"{SESSIONS}{api.session.pk}/").status_code == 204
    assert api.get(SESSIONS).status_code == 401


def test_a_session_of_somebody_else_is_as_one_that_does_not_exist(cast: Cast):
    victim, api = sign_in(cast.eve), sign_in(cast.mallory)
    ids = [
        victim.session.pk,
        uuid4(),
        "nonsense",
        "%00",
        str(victim.session.pk).upper(),
    ]
    answers = [api.delete(f"{SESSIONS}{each}/") for each in ids]
    assert {answer.status_code for answer in answers} == {404}
    shown = [
        {k: v for k, v in answer.json().items() if k != "request_id"}
        for answer in answers
    ]
    assert all(each == shown[0] for each in shown)
    assert Session.objects.live().count() == 2


def test_sessions_need_somebody(anonymous):
    assert anonymous.get(SESSIONS).status_code == 401
    assert anonymous.delete(f"{SESSIONS}{uuid4()}/").status_code == 401
    assert anonymous.delete(f"{SESSIONS}x/?y=1").status_code == 401


def test_the_rows_of_a_list_cost_no_queries(cast: Cast, django_assert_num_queries):
    api = sign_in(cast.dana)
    with django_assert_num_queries(2):  # caller, sessions
        api.get(SESSIONS)
    for _ in range(15):
        new_session(cast.dana)
    with django_assert_num_queries(2):
        assert len(api.get(SESSIONS).json()["results"]) == 16
