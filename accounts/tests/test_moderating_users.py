"""Admins look after accounts: finding them, roles, bans."""

from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import Company, Membership, Session, User
from accounts.tests.mailbox import Mailbox
from conftest import Api, Cast, join, new_user, sign_in
from events.models import Event

USERS = "/api/v1/users/"
REFRESH = "/api/v1/auth/token/refresh/"


def one(user: User) -> str:
    return f"{USERS}{user.pk}/"


def code_of(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")


def kinds() -> list[str]:
    return sorted(Event.objects.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=ALIC", {"alice"}),
        ("q=bob@EXAMPLE", {"bob"}),
        ("q=Example&role=admin", {"erin"}),
        ("q=%25", set()),
        ("q=a_i", set()),
        ("role=admin,applicant", {"erin", "dana", "eve", "mallory"}),
        ("role=admin&role=applicant", {"erin", "dana", "eve", "mallory"}),
        ("role__not=employer", {"erin", "dana", "eve", "mallory"}),
        ("is_active=false", {"eve"}),
        ("company=acme", {"alice", "bob", "vera"}),
        ("company=acme,globex&q=r", {"vera", "bob", "grace", "charlie", "alice"}),
        ("company=nowhere", set()),
        ("company=0190b0c8-7b1a-7000-8000-000000000000", set()),
    ],
)
def test_accounts_are_found(cast: Cast, query: str, names: set):
    User.objects.filter(pk=cast.eve.pk).update(is_active=False)
    rows = sign_in(cast.erin).get(f"{USERS}?{query}").json()["results"]
    assert {row["email"].partition("@")[0] for row in rows} == names


@pytest.mark.parametrize(
    "query", ["role=owner", "is_active=1", "rol=admin", "q=a&q=b", "ordering=email"]
)
def test_bad_filters_are_refused(cast: Cast, query: str):
    assert sign_in(cast.erin).get(f"{USERS}?{query}").status_code == 400


def test_what_an_admin_sees(cast: Cast):
    shown = sign_in(cast.erin).get(one(cast.bob)).json()
    assert shown == {
        "id": str(cast.bob.pk),
        "url": f"http://testserver{one(cast.bob)}",
        "email": "bob@example.org",
        "full_name": "Bob Example",
        "role": "employer",
        "is_active": True,
        "email_verified": True,
        "company": str(cast.acme.pk),
        "company_role": "recruiter",
        "created_at": shown["created_at"],
        "updated_at": shown["updated_at"],
    }


def test_a_link_of_before_a_ban_is_no_good_after_it(
    anonymous: Api, cast: Cast, mailbox: Mailbox
):
    anonymous.post("/api/v1/auth/password/forgot/", {"email": "dana@example.org"})
    body = {"token": mailbox.token("dana@example.org"), "password": "a new good one"}
    for is_active in (False, True):
        answer = sign_in(cast.erin).patch(one(cast.dana), {"is_active": is_active})
        assert answer.status_code == 200
    answer = anonymous.post("/api/v1/auth/password/reset/", body)
    assert code_of(answer) == (400, "mailed_token_invalid")


def test_a_ban_ends_everything(cast: Cast, mailbox: Mailbox):
    dana = sign_in(cast.dana)
    answer = sign_in(cast.erin).patch(one(cast.dana), {"is_active": False})
    assert answer.status_code == 200
    assert answer.json()["is_active"] is False
    assert dana.get("/api/v1/companies/").json()["code"] == "token_revoked"
    refreshed = Api().post(REFRESH, {"refresh": dana.refresh})
    assert refreshed.status_code == 401
    assert not Session.objects.live().filter(user=cast.dana).exists()
    assert kinds()[0] == "account.banned"
    assert mailbox.subjects("dana@example.org") == ["Your account is banned"]


def test_a_lifted_ban_revives_no_session(cast: Cast):
    dana, erin = sign_in(cast.dana), sign_in(cast.erin)
    erin.patch(one(cast.dana), {"is_active": False})
    assert erin.patch(one(cast.dana), {"is_active": True}).status_code == 200
    assert Api().post(REFRESH, {"refresh": dana.refresh}).status_code == 401
    assert dana.get("/api/v1/companies/").status_code == 401
    assert sign_in(cast.dana).get("/api/v1/companies/").status_code == 200
    assert kinds() == ["account.banned", "account.unbanned"]


def test_a_ban_of_the_sole_owner_suspends_the_company(cast: Cast):
    erin = sign_in(cast.erin)
    assert erin.patch(one(cast.alice), {"is_active": False}).status_code == 200
    assert Company.objects.get(pk=cast.acme.pk).is_suspended
    assert Membership.objects.filter(user=cast.alice).exists()
    assert kinds() == ["account.banned", "company.suspended"]


def test_a_ban_of_one_of_two_owners_suspends_nothing(cast: Cast):
    join(new_user("Olga", "employer"), cast.acme, "owner")
    sign_in(cast.erin).patch(one(cast.alice), {"is_active": False})
    assert not Company.objects.get(pk=cast.acme.pk).is_suspended


def test_a_new_role_counts_at_once_and_ends_the_membership(cast: Cast):
    bob = sign_in(cast.bob)
    answer = sign_in(cast.erin).patch(one(cast.bob), {"role": "applicant"})
    shown = answer.json()
    assert (shown["role"], shown["company"], shown["company_role"]) == (
        "applicant",
        None,
        None,
    )
    assert bob.get("/api/v1/companies/").status_code == 401
    assert not Membership.objects.filter(user=cast.bob).exists()
    assert kinds() == ["account.role_changed", "member.removed"]
    refreshed = Api().post(REFRESH, {"refresh": bob.refresh}).json()
    assert Api(refreshed["access"]).post("/api/v1/companies/").status_code == 403


def test_a_sole_owner_keeps_the_role_that_owns(cast: Cast):
    answer = sign_in(cast.erin).patch(one(cast.alice), {"role": "applicant"})
    assert code_of(answer) == (409, "sole_owner")
    assert User.objects.get(pk=cast.alice.pk).role == "employer"


@pytest.mark.parametrize("body", [{}, {"role": "applicant"}, {"is_active": True}])
def test_nothing_is_changed_by_asking_for_what_is(cast: Cast, body: dict):
    dana = sign_in(cast.dana)
    assert sign_in(cast.erin).patch(one(cast.dana), body).status_code == 200
    assert dana.get("/api/v1/companies/").status_code == 200
    assert kinds() == []


@pytest.mark.parametrize(
    "body", [{"role": "applicant"}, {"is_active": False}, {"role": "employer"}]
)
def test_the_last_admin_stays(cast: Cast, body: dict):
    new_user("Ada", "admin", email_verified_at=None)
    new_user("Abe", "admin", is_active=False)
    erin = sign_in(cast.erin)
    assert code_of(erin.patch(one(cast.erin), body)) == (409, "last_admin")
    assert erin.get(USERS).status_code == 200


def test_one_of_two_admins_steps_back(cast: Cast):
    new_user("Ada", "admin")
    erin = sign_in(cast.erin)
    assert erin.patch(one(cast.erin), {"role": "applicant"}).status_code == 200
    assert erin.get(USERS).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"role": "owner"},
        {"role": None},
        {"is_active": "false"},
        {"is_active": 0},
        {"is_active": None},
        {"email": "x@example.org"},
        {"email_verified": True},
        {"company": None},
        {"company_role": "owner"},
        {"full_name": "X"},
        {"password": "x"},
        {"ver": 0},
        {"is_staff": True},
        {"is_superuser": True},
        {"role": "admin", "id": "x"},
        [],
    ],
)
def test_nothing_else_is_written(cast: Cast, body: Any):
    before = User.objects.filter(pk=cast.dana.pk).values().get()
    assert sign_in(cast.erin).patch(one(cast.dana), body).status_code == 400
    assert User.objects.filter(pk=cast.dana.pk).values().get() == before


def test_nobody_else_promotes_anybody(cast: Cast):
    for user in [cast.mallory, cast.alice, cast.newt]:
        api = sign_in(user)
        assert api.patch(one(user), {"role": "admin"}).status_code == 403
        assert api.patch("/api/v1/me/", {"role": "admin"}).status_code == 400
        assert User.objects.get(pk=user.pk).role != "admin"


def test_a_stale_change_is_refused(cast: Cast):
    erin = sign_in(cast.erin)
    tag = erin.get(one(cast.dana))["ETag"]
    ban = {"is_active": False}
    assert erin.patch(one(cast.dana), ban, If_Match=tag).status_code == 200
    assert (
        erin.patch(one(cast.dana), {"is_active": True}, If_Match=tag).status_code == 412
    )


def test_the_rows_of_a_list_cost_no_queries(cast: Cast, django_assert_num_queries):
    erin = sign_in(cast.erin)
    with django_assert_num_queries(2):  # caller, accounts
        erin.get(f"{USERS}?page_size=5")
    with django_assert_num_queries(2):
        assert len(erin.get(USERS).json()["results"]) == 10


def test_accounts_are_walked_newest_first(cast: Cast):
    erin, url, seen = sign_in(cast.erin), f"{USERS}?page_size=3", []
    while url:
        page = erin.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"] and page["next"].removeprefix("http://testserver")
    expected = User.objects.order_by("-created_at", "-id").values_list("pk", flat=True)
    assert seen == [str(pk) for pk in expected]


def test_an_unproven_account_is_banned_but_given_no_role(cast: Cast):
    """Whoever proves the address would decide the role once more."""
    una = new_user("Una", "applicant", email_verified_at=None)
    erin, path = sign_in(cast.erin), f"/api/v1/users/{una.pk}/"
    for body in ({"role": "admin"}, {"role": "employer", "is_active": False}):
        refused = erin.patch(path, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_now")
        assert refused.json()["allowed"] == ["is_active"]
    una.refresh_from_db()
    assert (una.role, una.is_active) == ("applicant", True)
    assert erin.patch(path, {"is_active": False}).json()["is_active"] is False
