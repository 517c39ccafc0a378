"""Invitations: sent, listed, taken back, accepted once by the right account."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import Invitation, Membership, User
from accounts.secrets import digest
from accounts.services.suspension import suspend
from accounts.tests.mailbox import Mailbox, text_of
from conftest import Api, Cast, new_user, sign_in
from events.models import Event

ACCEPT = "/api/v1/invitations/accept/"
BODY = {"email": "newt@example.org", "company_role": "recruiter"}


def invitations(cast: Cast) -> str:
    return f"/api/v1/companies/{cast.acme.pk}/invitations/"


def code_of(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")


def invitation(cast: Cast, **fields: Any) -> str:
    """Make an invitation without HTTP and return its token."""
    email = fields.pop("email", "newt@example.org")
    values = {
        "company": cast.acme,
        "email": email,
        "email_key": email,
        "company_role": "recruiter",
        "token_digest": digest("secret"),
        "invited_by": cast.alice,
        "expires_at": timezone.now() + timedelta(days=7),
    }
    Invitation.objects.create(**{**values, **fields})
    return "secret"


def test_an_invitation_is_sent_and_accepted(cast: Cast, mailbox: Mailbox):
    alice = sign_in(cast.alice)
    made = alice.post(invitations(cast), BODY)
    assert made.status_code == 201
    shown = made.json()
    assert made["Location"] == shown["url"]
    assert set(shown) == {
        "id",
        "url",
        "email",
        "company_role",
        "invited_by",
        "created_at",
        "expires_at",
    }
    assert alice.get(shown["url"]).json() == shown
    [mail] = mailbox.to("newt@example.org")
    assert mail["Subject"] == "You are invited to join Acme"
    assert "as recruiter" in text_of(mail)
    newt = sign_in(cast.newt)
    joined = newt.post(ACCEPT, {"token": mailbox.token("newt@example.org")})
    assert joined.status_code == 200, joined.content
    assert set(joined.json()) == {"company", "company_role", "joined_at", "tokens"}
    assert joined.json()["company"]["suspended"] is False
    assert joined.json()["company_role"] == "recruiter"
    assert newt.get("/api/v1/companies/").status_code == 401
    now = Api(joined.json()["tokens"]["access"])
    assert now.get(f"/api/v1/companies/{cast.acme.pk}/members/").status_code == 200
    refreshed = Api().post("/api/v1/auth/token/refresh/", {"refresh": newt.refresh})
    assert refreshed.status_code == 200
    assert alice.get(invitations(cast)).json()["results"] == []
    assert alice.get(shown["url"]).status_code == 404


def test_the_log_keeps_neither_address_nor_token(cast: Cast, mailbox: Mailbox):
    sign_in(cast.alice).post(invitations(cast), BODY)
    token = mailbox.token("newt@example.org")
    for event in Event.objects.all():
        kept = f"{event.payload} {event.private}"
        assert token not in kept
        assert "newt@" not in kept
        assert "Acme" not in kept


def test_no_answer_shows_the_token(cast: Cast, mailbox: Mailbox):
    alice = sign_in(cast.alice)
    made = alice.post(invitations(cast), BODY)
    token = mailbox.token("newt@example.org").encode()
    assert token not in made.content
    assert token not in alice.get(invitations(cast)).content


def test_one_open_invitation_for_an_address_however_it_is_spelt(cast: Cast):
    alice = sign_in(cast.alice)
    first = alice.post(invitations(cast), BODY).json()
    again = alice.post(invitations(cast), {**BODY, "email": " NEWT@Example.ORG "})
    assert code_of(again) == (409, "invitation_exists")
    assert again.json()["links"] == {"invitation": first["url"]}


def test_a_member_is_not_invited(cast: Cast):
    answer = sign_in(cast.alice).post(
        invitations(cast), {"email": "BOB@example.org", "company_role": "owner"}
    )
    assert code_of(answer) == (409, "already_member")
    member = f"http://testserver/api/v1/companies/{cast.acme.pk}/members/{cast.bob.pk}/"
    assert answer.json()["links"] == {"member": member}


def test_inviting_says_nothing_about_accounts_elsewhere(cast: Cast):
    alice = sign_in(cast.alice)
    answers = [
        alice.post(invitations(cast), {"email": email, "company_role": "viewer"})
        for email in ("nobody@example.org", "charlie@example.org", "dana@example.org")
    ]
    assert {answer.status_code for answer in answers} == {201}
    assert len({frozenset(answer.json()) for answer in answers}) == 1


def test_a_revoked_invitation_is_gone(cast: Cast):
    alice, token = sign_in(cast.alice), invitation(cast)
    path = f"{invitations(cast)}{Invitation.objects.get().pk}/"
    assert alice.delete(path).status_code == 204
    assert alice.delete(path).status_code == 404
    assert alice.get(path).status_code == 404
    answer = sign_in(cast.newt).post(ACCEPT, {"token": token})
    assert code_of(answer) == (404, "invitation_not_found")
    assert alice.post(invitations(cast), BODY).status_code == 201


def test_a_revoked_invitation_is_not_mailed(cast: Cast, mailbox: Mailbox):
    alice = sign_in(cast.alice)
    alice.delete(alice.post(invitations(cast), BODY).json()["url"])
    assert mailbox.to("newt@example.org") == []


def test_an_invitation_expires_and_may_be_repeated(cast: Cast):
    alice, token = sign_in(cast.alice), invitation(cast)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        newt = sign_in(cast.newt)
        answer = newt.post(ACCEPT, {"token": token})
        assert code_of(answer) == (404, "invitation_not_found")
        alice = sign_in(cast.alice)
        assert alice.get(invitations(cast)).json()["results"] == []
        assert alice.post(invitations(cast), BODY).status_code == 201
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    "why", ["unknown", "used", "another address", "suspended", "expired"]
)
def test_every_reason_not_to_accept_looks_the_same(cast: Cast, why: str):
    token, user = invitation(cast), cast.newt
    if why == "unknown":
        token = "x" * 43
    elif why == "used":
        Invitation.objects.update(accepted_at=timezone.now())
    elif why == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif why == "suspended":
        suspend(cast.acme, by="system", reason="moderation")
    else:
        user = new_user("Wim", "employer")
    answer = sign_in(user).post(ACCEPT, {"token": token}, X_Request_ID="same")
    body = answer.json()
    assert code_of(answer) == (404, "invitation_not_found")
    unknown = sign_in(user).post(ACCEPT, {"token": "y"}, X_Request_ID="same")
    assert body == unknown.json()
    assert not Membership.objects.filter(user=user).exists()


def test_who_is_in_a_company_joins_no_other(cast: Cast):
    token = invitation(cast, email="charlie@example.org")
    answer = sign_in(cast.charlie).post(ACCEPT, {"token": token})
    assert code_of(answer) == (409, "already_in_company")
    globex = f"http://testserver/api/v1/companies/{cast.globex.pk}/"
    assert answer.json()["links"] == {"company": globex}
    assert Invitation.objects.open().count() == 1


def test_only_employers_accept(cast: Cast):
    token = invitation(cast, email="dana@example.org")
    for user in [cast.dana, cast.erin]:
        assert sign_in(user).post(ACCEPT, {"token": token}).status_code == 403
    assert Api().post(ACCEPT, {"token": token}).status_code == 401


def test_an_address_that_is_not_proven_does_not_accept(cast: Cast):
    token = invitation(cast)
    newt = sign_in(cast.newt)
    User.objects.filter(pk=cast.newt.pk).update(email_verified_at=None)
    assert newt.post(ACCEPT, {"token": token}).status_code in {401, 404}
    assert not Membership.objects.filter(user=cast.newt).exists()


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"company_role": "viewer"}, "email", "required"),
        ({"email": "x@example.org"}, "company_role", "required"),
        ({**BODY, "email": "nobody"}, "email", "invalid_address"),
        ({**BODY, "email": "a@b.example\r\nBcc: c@d.example"}, "email", "line_break"),
        ({**BODY, "email": 5}, "email", "invalid"),
        ({**BODY, "company_role": "admin"}, "company_role", "invalid_choice"),
        ({**BODY, "token": "x"}, "token", "unknown_field"),
        (
            {**BODY, "expires_at": "2099-01-01T00:00:00Z"},
            "expires_at",
            "read_only_field",
        ),
        ({**BODY, "invited_by": "x"}, "invited_by", "read_only_field"),
        ({**BODY, "accepted_at": None}, "accepted_at", "unknown_field"),
    ],
)
def test_bad_invitations_are_refused(cast: Cast, body: dict, field: str, code: str):
    answer = sign_in(cast.alice).post(invitations(cast), body)
    assert answer.status_code == 400
    errors = {(each["field"], each["code"]) for each in answer.json()["errors"]}
    assert (field, code) in errors
    assert not Invitation.objects.exists()


def test_a_company_invites_only_so_often(cast: Cast, settings: Any):
    settings.RATE_LIMITS = 0.03  # a hundred become three
    alice = sign_in(cast.alice)
    codes = [
        alice.post(
            invitations(cast), {"email": f"n{n}@example.org", "company_role": "viewer"}
        ).status_code
        for n in range(4)
    ]
    assert codes == [201, 201, 201, 429]


def test_a_suspended_company_invites_nobody(cast: Cast):
    suspend(cast.acme, by=cast.erin.key, reason="moderation")
    refused = sign_in(cast.alice).post(invitations(cast), BODY)
    assert code_of(refused) == (409, "not_now")
    assert refused.json()["allowed"] == []
    assert not Invitation.objects.exists()


def test_the_rows_of_a_list_cost_no_queries(cast: Cast, django_assert_num_queries):
    alice = sign_in(cast.alice)
    invitation(cast)
    with django_assert_num_queries(3):  # caller, company, invitations
        alice.get(invitations(cast))
    for number in range(10):
        fields = {"token_digest": digest(str(number)), "invited_by": cast.bob}
        invitation(cast, email=f"guest{number}@example.org", **fields)
    with django_assert_num_queries(3):
        assert len(alice.get(invitations(cast)).json()["results"]) == 11
