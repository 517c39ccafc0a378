"""Invitations are no way to have the board write to the world."""

from typing import Any

import pytest

from accounts.models import Company, Invitation
from accounts.tests.mailbox import Mailbox
from conftest import Cast, join, new_company, new_user, sign_in

pytestmark = pytest.mark.django_db
COMPANIES = "/api/v1/companies/"


@pytest.fixture(autouse=True)
def _with_limits(settings: Any) -> None:
    settings.RATE_LIMITS = 1


def invite(user: Any, company: Company, email: str) -> int:
    body = {"email": email, "company_role": "viewer"}
    path = f"{COMPANIES}{company.pk}/invitations/"
    return sign_in(user).post(path, body).status_code


def test_an_account_invites_only_so_often_in_whatever_company(
    cast: Cast, settings: Any
):
    settings.RATE_LIMITS = 0.02  # a hundred become two
    assert invite(cast.alice, cast.acme, "n1@example.org") == 201
    cast.alice.membership.delete()
    second = new_company("Second", cast.alice)
    codes = [invite(cast.alice, second, f"n{n}@example.org") for n in (2, 3)]
    assert codes == [201, 429]
    other = new_user("Other", "employer")
    join(other, second, "owner")
    assert invite(other, second, "n3@example.org") == 201


def test_an_address_is_invited_only_so_often_by_whomever(cast: Cast, mailbox: Mailbox):
    senders = [new_user(f"Boss{n}", "employer") for n in range(6)]
    companies = [new_company(f"Co {n}", boss) for n, boss in enumerate(senders)]
    spelt = ["x@example.org", "X@example.org"] * 3
    codes = [invite(*each) for each in zip(senders, companies, spelt, strict=True)]
    assert codes == [201] * 5 + [429]
    assert Invitation.objects.count() == 5
    assert len(mailbox.read()) == 5
    assert invite(senders[-1], companies[-1], "y@example.org") == 201


def test_an_account_opens_only_so_many_companies(cast: Cast):
    codes = []
    for number in range(6):
        answer = sign_in(cast.newt).post(COMPANIES, {"name": f"Co {number}"})
        codes.append(answer.status_code)
        Company.objects.filter(memberships__user=cast.newt).delete()
    assert codes == [201] * 5 + [429]
