"""Members: who sees and changes them, leaving, and never without an owner."""

import pytest

from accounts.models import Company, Membership, User
from accounts.services.members import SoleOwner, end_membership
from conftest import Api, Cast, SignedIn, join, new_company, new_user, sign_in
from events.models import Event


def members_of(company: Company) -> str:
    return f"/api/v1/companies/{company.pk}/members/"


def member(company: Company, user: User) -> str:
    return f"{members_of(company)}{user.pk}/"


def role_of(user: User) -> str | None:
    found = Membership.objects.filter(user=user).first()
    return found.company_role if found else None


def is_refused(api: Api) -> bool:
    answer = api.get("/api/v1/companies/")
    return answer.status_code == 401 and answer.json()["code"] == "token_revoked"


def test_members_are_listed_in_the_order_they_joined(cast: Cast):
    rows = sign_in(cast.vera).get(members_of(cast.acme)).json()["results"]
    assert [row["full_name"] for row in rows] == [
        "Alice Example",
        "Bob Example",
        "Vera Example",
    ]
    assert rows[0] == {
        "id": str(cast.alice.pk),
        "url": f"http://testserver{member(cast.acme, cast.alice)}",
        "email": "alice@example.org",
        "full_name": "Alice Example",
        "company_role": "owner",
        "joined_at": rows[0]["joined_at"],
    }


def test_a_role_is_changed_at_once(cast: Cast):
    alice, bob = sign_in(cast.alice), sign_in(cast.bob)
    answer = alice.patch(member(cast.acme, cast.bob), {"company_role": "viewer"})
    assert answer.status_code == 200
    assert answer.json()["company_role"] == "viewer"
    assert role_of(cast.bob) == "viewer"
    assert is_refused(bob)
    event = Event.objects.get(kind="member.role_changed")
    assert (event.payload["before"], event.payload["after"]) == ("recruiter", "viewer")
    assert set(event.audience) == {cast.acme.key, cast.bob.key, "admins"}
    assert event.actor == cast.alice.key


@pytest.mark.parametrize("body", [{}, {"company_role": "recruiter"}])
def test_nothing_is_changed_by_asking_for_what_is(cast: Cast, body: dict):
    alice, bob = sign_in(cast.alice), sign_in(cast.bob)
    assert alice.patch(member(cast.acme, cast.bob), body).status_code == 200
    assert not is_refused(bob)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"company_role": "admin"},
        {"company_role": None},
        {"company_role": ["owner"]},
        {"company_role": "owner", "user_id": "x"},
        {"company_role": "owner", "email": "x@example.org"},
        {"company": "x"},
        [],
        "owner",
    ],
)
def test_a_bad_role_is_refused(cast: Cast, body: object):
    answer = sign_in(cast.alice).patch(member(cast.acme, cast.bob), body)
    assert answer.status_code == 400
    assert role_of(cast.bob) == "recruiter"


def test_a_stale_change_is_refused(cast: Cast):
    alice = sign_in(cast.alice)
    tag = alice.get(member(cast.acme, cast.bob))["ETag"]
    path = member(cast.acme, cast.bob)
    assert (
        alice.patch(path, {"company_role": "viewer"}, If_Match=tag).status_code == 200
    )
    stale = alice.patch(path, {"company_role": "owner"}, If_Match=tag)
    assert stale.status_code == 412
    assert role_of(cast.bob) == "viewer"


def test_a_member_is_removed(cast: Cast):
    alice, bob = sign_in(cast.alice), sign_in(cast.bob)
    assert alice.delete(member(cast.acme, cast.bob)).status_code == 204
    assert role_of(cast.bob) is None
    assert is_refused(bob)
    assert alice.delete(member(cast.acme, cast.bob)).status_code == 404
    assert Event.objects.get().kind == "member.removed"


def test_anyone_leaves(cast: Cast):
    for user in [cast.bob, cast.vera]:
        api = sign_in(user)
        assert api.delete(member(cast.acme, user)).status_code == 204
        assert role_of(user) is None
        assert is_refused(api)
    assert set(Event.objects.values_list("kind", flat=True)) == {"member.left"}


def test_who_leaves_may_open_a_company_or_join_another(cast: Cast):
    sign_in(cast.bob).delete(member(cast.acme, cast.bob))
    made = sign_in(cast.bob).post("/api/v1/companies/", {"name": "Bob's"})
    assert made.status_code == 201


@pytest.mark.parametrize("what", ["leave", "demote"])
def test_the_sole_owner_stays_one(cast: Cast, what: str):
    alice = sign_in(cast.alice)
    path = member(cast.acme, cast.alice)
    answer = (
        alice.delete(path)
        if what == "leave"
        else alice.patch(path, {"company_role": "viewer"})
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "sole_owner")
    assert role_of(cast.alice) == "owner"
    assert not is_refused(alice)


def test_one_of_two_owners_goes(cast: Cast):
    alice: SignedIn = sign_in(cast.alice)
    alice.patch(member(cast.acme, cast.bob), {"company_role": "owner"})
    assert alice.delete(member(cast.acme, cast.alice)).status_code == 204
    assert not Company.objects.get(pk=cast.acme.pk).is_suspended
    bob = sign_in(cast.bob)
    answer = bob.delete(member(cast.acme, cast.bob))
    assert answer.json()["code"] == "sole_owner"


def test_the_last_member_leaves_a_suspended_company_behind(cast: Cast):
    company = new_company("Initech", cast.newt)
    newt = sign_in(cast.newt)
    assert newt.delete(member(company, cast.newt)).status_code == 204
    assert Api().get(f"/api/v1/companies/{company.pk}/").status_code == 404
    event = Event.objects.get(kind="company.suspended")
    assert event.payload == {"reason": "no_owner"}


def test_a_sole_owner_alone_may_not_become_less(cast: Cast):
    company = new_company("Initech", cast.newt)
    answer = sign_in(cast.newt).patch(
        member(company, cast.newt), {"company_role": "viewer"}
    )
    assert answer.json()["code"] == "sole_owner"


def test_a_banned_owner_does_not_count(cast: Cast):
    other = new_user("Olga", "employer", is_active=False)
    join(other, cast.acme, "owner")
    with pytest.raises(SoleOwner):
        end_membership(cast.acme, cast.alice.pk, by=cast.alice.key)
    alice = sign_in(cast.alice)
    assert alice.delete(member(cast.acme, other)).status_code == 204


def test_an_admin_releases_in_the_admins_name(cast: Cast):
    end_membership(cast.acme, cast.bob.pk, by=cast.erin.key)
    event = Event.objects.get()
    assert (event.kind, event.actor) == ("member.removed", cast.erin.key)


def test_the_rows_of_a_list_cost_no_queries(cast: Cast, django_assert_num_queries):
    vera = sign_in(cast.vera)
    with django_assert_num_queries(3):  # caller, company, members
        vera.get(members_of(cast.acme))
    for number in range(15):
        join(new_user(f"M{number}", "employer"), cast.acme, "viewer")
    with django_assert_num_queries(3):
        assert len(vera.get(members_of(cast.acme)).json()["results"]) == 18
