"""Admins vouch for companies and take them off the board."""

import pytest

from accounts.models import Company, User
from accounts.tests.mailbox import Mailbox
from conftest import Api, Cast, new_company, sign_in
from events.models import Event

STATES = {
    "plain": {},
    "verified": {"verified_at": "2026-01-01T00:00:00Z"},
    "suspended": {"suspended_at": "2026-01-01T00:00:00Z"},
    "both": {
        "verified_at": "2026-01-01T00:00:00Z",
        "suspended_at": "2026-01-01T00:00:00Z",
    },
}
ALLOWED = {
    "plain": ["verify", "suspend"],
    "verified": ["unverify", "suspend"],
    "suspended": ["verify", "unsuspend"],
    "both": ["unverify", "unsuspend"],
}
ACTIONS = ["verify", "unverify", "suspend", "unsuspend"]


def path(company: Company, action: str = "") -> str:
    return f"/api/v1/companies/{company.pk}/" + (f"{action}/" if action else "")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_in_every_state(cast: Cast, state: str, action: str):
    Company.objects.filter(pk=cast.acme.pk).update(
        **{"verified_at": None, "suspended_at": None, **STATES[state]}
    )
    answer = sign_in(cast.erin).post(path(cast.acme, action))
    allowed = ALLOWED[state]
    if action not in allowed:
        assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
        assert answer.json()["allowed"] == allowed
        assert not Event.objects.exists()
        return
    assert answer.status_code == 200
    shown = answer.json()
    expected = {
        "verify": ("verified", True),
        "unverify": ("verified", False),
        "suspend": ("suspended", True),
        "unsuspend": ("suspended", False),
    }
    name, value = expected[action]
    assert shown[name] is value
    event = Event.objects.get()
    words = {"verify": "verified", "unverify": "unverified"}
    kinds = {**words, "suspend": "suspended", "unsuspend": "unsuspended"}
    assert event.kind == f"company.{kinds[action]}"
    assert event.actor == cast.erin.key
    assert set(event.audience) == {cast.acme.key, "admins"}


def test_a_suspended_company_is_seen_from_inside_only(cast: Cast):
    erin, grace = sign_in(cast.erin), sign_in(cast.grace)
    erin.post(path(cast.globex, "suspend"))
    assert Api().get(path(cast.globex)).status_code == 404
    assert sign_in(cast.alice).get(path(cast.globex)).status_code == 404
    assert grace.get(path(cast.globex)).json()["suspended"] is True
    assert grace.patch(path(cast.globex), {"website": ""}).status_code == 200
    erin.post(path(cast.globex, "unsuspend"))
    assert Api().get(path(cast.globex)).status_code == 200


def test_a_company_without_owner_is_not_unsuspended(cast: Cast):
    company = new_company("Empty", suspended_at="2026-01-01T00:00:00Z")
    answer = sign_in(cast.erin).post(path(company, "unsuspend"))
    assert answer.status_code == 409
    assert answer.json()["allowed"] == ["verify"]


def test_owners_are_told_by_mail(cast: Cast, mailbox: Mailbox):
    erin = sign_in(cast.erin)
    for action in ["unverify", "verify", "suspend", "unsuspend"]:
        assert erin.post(path(cast.acme, action)).status_code == 200
    assert sorted(mailbox.subjects("alice@example.org")) == [
        "Acme is back",
        "Acme is no longer verified",
        "Acme is suspended",
        "Acme is verified",
    ]
    assert mailbox.to("bob@example.org") == []


@pytest.mark.parametrize("body", [{"reason": "x"}, {"verified": True}, [], "x"])
def test_an_action_takes_no_body(cast: Cast, body: object):
    assert sign_in(cast.erin).post(path(cast.globex, "verify"), body).status_code == 400
    assert not Company.objects.get(pk=cast.globex.pk).is_verified


def test_whoever_ceased_to_be_admin_does_nothing(cast: Cast):
    erin = sign_in(cast.erin)
    User.objects.filter(pk=cast.erin.pk).update(role="applicant")
    assert erin.post(path(cast.globex, "verify")).status_code == 403
