"""Two at once: the database decides, one wins, and no company is without an owner."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Company, Invitation, Membership, User
from accounts.secrets import digest
from accounts.services.admins import make_admin
from accounts.services.companies import open_company
from conftest import Cast, SignedIn, join, new_company, new_user, sign_in
from kernel.tests.threads import at_once, eventually, somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5
COMPANIES = "/api/v1/companies/"
ACCEPT = "/api/v1/invitations/accept/"


def member(company: Company, user: User) -> str:
    return f"{COMPANIES}{company.pk}/members/{user.pk}/"


def each(*requests: tuple[Any, ...]) -> list[int]:
    """Send requests at the same moment; return their statuses, lowest first."""

    def send(number: int) -> int:
        api, method, path, *body = requests[number]
        return api.request(method.upper(), path, *body).status_code

    return sorted(at_once(len(requests), send))


def is_owned_or_suspended(company: Company) -> bool:
    row = Company.objects.get(pk=company.pk)
    return row.is_suspended or row.memberships.active_owners().exists()


def invited(company: Company, user: User, secret: str) -> None:
    Invitation.objects.create(
        company=company,
        email=user.email,
        email_key=user.email_key,
        company_role="recruiter",
        token_digest=digest(secret),
        expires_at=timezone.now() + timedelta(days=7),
    )


def two_owners(number: int) -> tuple[Company, list[SignedIn]]:
    """Make a company with two owners and a viewer."""
    people = [new_user(f"{name}{number}", "employer") for name in "abc"]
    company = new_company(f"Company {number}", people[0])
    join(people[1], company, "owner")
    join(people[2], company, "viewer")
    return company, [sign_in(user) for user in people[:2]]


def test_two_owners_leave_at_once():
    for number in range(ROUNDS):
        company, owners = two_owners(number)
        paths = [member(company, owner.user) for owner in owners]
        statuses = each(
            (owners[0], "delete", paths[0]),
            (owners[1], "delete", paths[1]),
        )
        assert statuses == [204, 409]
        assert company.memberships.active_owners().count() == 1


def test_two_owners_remove_each_other_at_once():
    for number in range(ROUNDS):
        company, owners = two_owners(number)
        statuses = each(
            (owners[0], "delete", member(company, owners[1].user)),
            (owners[1], "delete", member(company, owners[0].user)),
        )
        assert statuses[0] == 204
        assert statuses[1] in {401, 403}
        assert company.memberships.active_owners().count() == 1


def test_two_owners_demote_each_other_at_once():
    for number in range(ROUNDS):
        company, owners = two_owners(number)
        body = {"company_role": "viewer"}
        each(
            (owners[0], "patch", member(company, owners[1].user), body),
            (owners[1], "patch", member(company, owners[0].user), body),
        )
        assert company.memberships.active_owners().count() == 1


def test_an_owner_leaves_while_the_other_is_banned(cast: Cast):
    for number in range(ROUNDS):
        company, owners = two_owners(number)
        erin = sign_in(cast.erin)
        banned = f"/api/v1/users/{owners[1].user.pk}/"
        statuses = each(
            (owners[0], "delete", member(company, owners[0].user)),
            (erin, "patch", banned, {"is_active": False}),
        )
        assert statuses in ([200, 204], [200, 409])
        assert is_owned_or_suspended(company)


def test_a_member_erases_the_account_while_being_removed():
    for number in range(ROUNDS):
        company, owners = two_owners(number)
        statuses = each(
            (owners[0], "delete", member(company, owners[1].user)),
            (owners[1], "delete", "/api/v1/me/"),
        )
        assert set(statuses) <= {204, 401, 404}
        assert not Membership.objects.filter(user_id=owners[1].user.pk).exists()


def test_one_invitation_is_accepted_once(cast: Cast):
    for number in range(ROUNDS):
        user = new_user(f"Guest{number}", "employer")
        invited(cast.acme, user, f"secret{number}")
        apis = [sign_in(user), sign_in(user)]
        body = {"token": f"secret{number}"}
        statuses = each(*((api, "post", ACCEPT, body) for api in apis))
        assert statuses[0] == 200
        assert statuses[1] in {401, 404, 409}
        assert Membership.objects.filter(user=user).count() == 1


def test_two_invitations_are_accepted_at_once(cast: Cast):
    for number in range(ROUNDS):
        user = new_user(f"Guest{number}", "employer")
        invited(cast.acme, user, f"acme{number}")
        invited(cast.globex, user, f"globex{number}")
        apis = [sign_in(user), sign_in(user)]
        statuses = each(
            (apis[0], "post", ACCEPT, {"token": f"acme{number}"}),
            (apis[1], "post", ACCEPT, {"token": f"globex{number}"}),
        )
        assert statuses[0] == 200
        assert statuses[1] in {401, 409}


def test_an_invitation_is_accepted_while_it_is_taken_back(cast: Cast):
    for number in range(ROUNDS):
        user = new_user(f"Guest{number}", "employer")
        invited(cast.acme, user, f"secret{number}")
        row = Invitation.objects.get(email_key=user.email_key)
        alice, guest = sign_in(cast.alice), sign_in(user)
        path = f"{COMPANIES}{cast.acme.pk}/invitations/{row.pk}/"
        statuses = each(
            (alice, "delete", path),
            (guest, "post", ACCEPT, {"token": f"secret{number}"}),
        )
        assert statuses in ([200, 404], [204, 404])


def test_an_address_is_invited_twice_at_once(cast: Cast):
    for number in range(ROUNDS):
        alice = sign_in(cast.alice)
        body = {"email": f"g{number}@example.org", "company_role": "viewer"}
        path = f"{COMPANIES}{cast.acme.pk}/invitations/"
        statuses = each(
            (alice, "post", path, body),
            (alice, "post", path, body),
        )
        assert statuses == [201, 409]


def test_one_employer_opens_two_companies_at_once():
    for number in range(ROUNDS):
        user = new_user(f"Boss{number}", "employer")
        apis = [sign_in(user), sign_in(user)]
        statuses = each(
            (apis[0], "post", COMPANIES, {"name": "One"}),
            (apis[1], "post", COMPANIES, {"name": "Two"}),
        )
        assert statuses[0] == 201
        assert statuses[1] in {401, 409}
        assert Membership.objects.filter(user=user).count() == 1


def test_six_companies_of_one_name_at_once():
    apis = [sign_in(new_user(f"Boss{number}", "employer")) for number in range(6)]
    made = at_once(6, lambda number: apis[number].post(COMPANIES, {"name": "Same"}))
    assert [answer.status_code for answer in made] == [201] * 6
    assert len({answer.json()["slug"] for answer in made}) == 6


@pytest.mark.parametrize("how", ["ban", "demote", "promote", "erase"])
def test_a_company_is_opened_while_its_owner_is_dealt_with(cast: Cast, how: str):
    """Whoever waits for the account's row looks again at which company it has."""
    boss = new_user("Boss", "employer")
    erin, own = sign_in(cast.erin), sign_in(boss)
    path = f"/api/v1/users/{boss.pk}/"
    deals = {
        "ban": lambda: erin.patch(path, {"is_active": False}),
        "demote": lambda: erin.patch(path, {"role": "applicant"}),
        "promote": lambda: make_admin(email=boss.email, full_name="", password=None),
        "erase": lambda: own.delete("/api/v1/me/"),
    }
    began = threading.Event()

    def open_slowly() -> None:
        with transaction.atomic():
            open_company(user=boss, name="Late")
            began.set()
            eventually(somebody_waits)

    def deal() -> None:
        assert began.wait(10)
        deals[how]()

    at_once(2, lambda number: [open_slowly, deal][number]())
    late = Company.objects.get(name="Late")
    assert late.is_suspended
    assert not late.memberships.active_owners().exists()
    assert late.memberships.exists() == (how == "ban")


def test_two_admins_ban_each_other_at_once(cast: Cast):
    for number in range(ROUNDS):
        User.objects.filter(role="admin").delete()
        admins = [sign_in(new_user(f"{name}{number}", "admin")) for name in "xy"]
        paths = [f"/api/v1/users/{admin.user.pk}/" for admin in admins]
        ban = {"is_active": False}
        statuses = each(
            (admins[0], "patch", paths[1], ban),
            (admins[1], "patch", paths[0], ban),
        )
        assert statuses[0] == 200
        assert statuses[1] in {401, 403}
        assert User.objects.active_admins().count() == 1


def test_two_admins_step_back_at_once():
    for number in range(ROUNDS):
        User.objects.filter(role="admin").delete()
        admins = [sign_in(new_user(f"{name}{number}", "admin")) for name in "xy"]
        paths = [f"/api/v1/users/{admin.user.pk}/" for admin in admins]
        statuses = each(
            (admins[0], "patch", paths[0], {"role": "applicant"}),
            (admins[1], "delete", "/api/v1/me/"),
        )
        assert statuses in ([200, 409], [204, 409])
        assert User.objects.active_admins().count() == 1


def test_two_admins_moderate_one_company_at_once(cast: Cast):
    admins = [sign_in(cast.erin), sign_in(new_user("Ada", "admin"))]
    path = f"{COMPANIES}{cast.globex.pk}/verify/"
    statuses = each(*((api, "post", path) for api in admins))
    assert statuses == [200, 409]


@pytest.mark.parametrize("how", ["demote", "remove", "ban"])
def test_nothing_succeeds_after_the_change_is_committed(cast: Cast, how: str):
    join(cast.newt, cast.acme, "owner")
    acting, alice, erin = sign_in(cast.newt), sign_in(cast.alice), sign_in(cast.erin)
    path, over, done = f"{COMPANIES}{cast.acme.pk}/", threading.Event(), []

    def act() -> None:
        number = 0
        while not over.is_set():
            number += 1
            began = time.monotonic()
            answer = acting.patch(path, {"description": f"edit {number}"})
            done.append((began, answer.status_code))

    def change() -> float:
        time.sleep(0.2)
        if how == "demote":
            body = {"company_role": "viewer"}
            answer = alice.patch(member(cast.acme, cast.newt), body)
        elif how == "remove":
            answer = alice.delete(member(cast.acme, cast.newt))
        else:
            user = f"/api/v1/users/{cast.newt.pk}/"
            answer = erin.patch(user, {"is_active": False})
        assert answer.status_code in {200, 204}
        committed = time.monotonic()
        time.sleep(0.2)
        over.set()
        return committed

    _, committed = at_once(2, lambda number: [act, change][number]())
    assert {status for _, status in done} <= {200, 401, 403}
    assert any(status == 200 for _, status in done)
    late = [status for began, status in done if began > committed]
    assert late
    assert set(late) == {401}
