"""Sign-ups of a stranger with somebody's address: none prepares an account for both."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Company, MailedToken, User
from accounts.passwords import compare_password
from accounts.services.registration import MOST_ATTEMPTS
from accounts.tests.mailbox import Mailbox, token_in
from accounts.tests.test_sign_up import OTHER_PASSWORD, VERIFY, sign_up, try_password
from conftest import PASSWORD, Api, Cast

pytestmark = pytest.mark.django_db
ZOE = "zoe@example.org"
RESEND, RESET = f"{VERIFY}resend/", "/api/v1/auth/password/reset/"
OWNER = {"password": PASSWORD, "full_name": "Zoe", "role": "employer"}
STRANGER = {"password": OTHER_PASSWORD, "full_name": "Mallory", "role": "applicant"}
RESET_SUBJECT = "Set a new password"


@pytest.fixture
def anonymous() -> Api:
    """Come from a place of its own: what a place may ask is counted across tests."""
    api, place = Api(), f"2001:db8::{secrets.randbits(16):x}"
    api.http = Client(raise_request_exception=False, REMOTE_ADDR=place)
    return api


def confirm(token: str) -> dict[str, Any]:
    """Present a token, be signed in, and return who one is."""
    answer = Api().post(VERIFY, {"token": token})
    assert answer.status_code == 200
    assert Api(answer.json()["access"]).get("/api/v1/me/").status_code == 200
    user: dict[str, Any] = answer.json()["user"]
    return user


def codes_for(*tried: str) -> list[int]:
    return [try_password(Api(), password).status_code for password in tried]


@pytest.mark.parametrize("presented", [0, 1])
@pytest.mark.parametrize("attempts", [(OWNER, STRANGER), (STRANGER, OWNER)])
def test_neither_of_two_passwords_comes_to_life(
    anonymous: Api, mailbox: Mailbox, attempts: tuple[dict, dict], presented: int
):
    """The mails look alike: to open one of them chooses no password."""
    for attempt in attempts:
        sign_up(anonymous, **attempt)
        mails = mailbox.to(ZOE)
    assert len(mails) == 2
    user = confirm(token_in(mails[presented]))
    chosen = attempts[presented]
    assert (user["full_name"], user["role"]) == (chosen["full_name"], chosen["role"])
    assert codes_for(PASSWORD, OTHER_PASSWORD) == [401, 401]
    other = anonymous.post(VERIFY, {"token": token_in(mails[1 - presented])})
    assert (other.status_code, other.json()["code"]) == (400, "mailed_token_invalid")
    assert mailbox.subjects(ZOE)[-1] == RESET_SUBJECT
    body = {"token": mailbox.token(ZOE), "password": PASSWORD}
    assert anonymous.post(RESET, body).status_code == 204
    assert codes_for(PASSWORD, OTHER_PASSWORD) == [200, 401]
    assert not MailedToken.objects.exists()


def test_who_repeats_the_same_password_keeps_it(anonymous: Api, mailbox: Mailbox):
    for _ in range(3):
        sign_up(anonymous, **OWNER, company={"name": "Zoe's"})
    user = confirm(mailbox.token(ZOE))
    assert user["company_role"] == "owner"
    assert codes_for(PASSWORD) == [200]
    assert RESET_SUBJECT not in mailbox.subjects(ZOE)


def test_a_disputed_sign_up_opens_no_company(anonymous: Api, mailbox: Mailbox):
    sign_up(anonymous, **OWNER)
    sign_up(anonymous, **STRANGER | {"role": "employer"}, company={"name": "Evil"})
    assert confirm(mailbox.token(ZOE))["company"] is None
    assert not Company.objects.exists()


def test_a_sign_up_that_is_told_by_no_mail_counts_as_well(
    anonymous: Api, mailbox: Mailbox, settings: Any
):
    """A stranger uses the mails up, the owner signs up and asks for the link again."""
    settings.RATE_LIMITS = 1
    for _ in range(5):
        sign_up(anonymous, **STRANGER)
    sent = len(mailbox.to(ZOE))
    sign_up(anonymous, **OWNER)
    assert len(mailbox.to(ZOE)) == sent
    assert anonymous.post(RESEND, {"email": ZOE}).status_code == 202
    settings.RATE_LIMITS = None
    user = confirm(mailbox.token(ZOE))
    assert user["full_name"] == "zoe"
    assert codes_for(PASSWORD, OTHER_PASSWORD) == [401, 401]


@pytest.mark.parametrize("resent", [True, False])
def test_a_flood_of_sign_ups_does_not_hide_the_owners(
    anonymous: Api, mailbox: Mailbox, settings: Any, resent: bool
):
    settings.RATE_LIMITS = 1
    for _ in range(MOST_ATTEMPTS + 1):
        sign_up(anonymous, **STRANGER)
    stored = MailedToken.objects.count()
    sign_up(anonymous, **OWNER)
    assert MailedToken.objects.count() == stored == MOST_ATTEMPTS + 1
    if resent:
        anonymous.post(RESEND, {"email": ZOE})
    settings.RATE_LIMITS = None
    confirm(mailbox.token(ZOE))
    assert codes_for(PASSWORD, OTHER_PASSWORD) == [401, 401]


def test_what_is_not_noted_is_disputed_as_long_as_it_would_be_pending(
    anonymous: Api, mailbox: Mailbox, settings: Any, time_machine
):
    settings.RATE_LIMITS = 1
    for _ in range(MOST_ATTEMPTS + 1):
        sign_up(anonymous, **STRANGER)
    now = timezone.now()
    time_machine.move_to(now + timedelta(minutes=59), tick=False)
    sign_up(anonymous, **OWNER)
    time_machine.move_to(now + timedelta(days=3, minutes=1), tick=False)
    sign_up(anonymous, **STRANGER)
    settings.RATE_LIMITS = None
    confirm(mailbox.token(ZOE))
    assert codes_for(PASSWORD, OTHER_PASSWORD) == [401, 401]


def test_an_attempt_that_nobody_confirmed_in_time_is_forgotten(
    anonymous: Api, mailbox: Mailbox
):
    sign_up(anonymous, **STRANGER)
    mailbox.read()
    MailedToken.objects.update(expires_at=timezone.now())
    sign_up(anonymous, **OWNER)
    confirm(mailbox.token(ZOE))
    assert codes_for(PASSWORD, OTHER_PASSWORD) == [200, 401]


def test_the_row_of_a_new_account_knows_no_password(anonymous: Api):
    sign_up(anonymous)
    assert compare_password(PASSWORD, [User.objects.get().password]) == [False]
    assert try_password(anonymous, PASSWORD).json()["code"] == "email_unverified"


@pytest.mark.parametrize("is_resent", [True, False])
@pytest.mark.parametrize("days", [2, 4, 6])
def test_signing_in_later_tells_nobody_whether_there_was_an_account(
    cast: Cast, mailbox: Mailbox, anonymous: Api, time_machine, *, is_resent: bool, days
):
    """Known or not: it is pending as long, and to ask for a link prolongs it."""
    addresses = ["dana@example.org", "new@example.org"]
    start = timezone.now()
    for email in addresses:
        sign_up(anonymous, email, password=OTHER_PASSWORD)
    mailbox.read()
    time_machine.move_to(start + timedelta(days=1.5), tick=False)
    for email in addresses if is_resent else []:
        anonymous.post(RESEND, {"email": email})
    mailbox.read()
    time_machine.move_to(start + timedelta(days=days), tick=False)
    codes = {
        try_password(anonymous, OTHER_PASSWORD, email).json()["code"]
        for email in addresses
    }
    pending_for = 4.5 if is_resent else 3
    assert codes == {"email_unverified" if days < pending_for else "bad_credentials"}


def test_an_account_without_a_password_answers_like_any_other(
    anonymous: Api, mailbox: Mailbox
):
    for attempt in (OWNER, STRANGER):
        sign_up(anonymous, **attempt)
    confirm(mailbox.token(ZOE))
    sign_up(anonymous, **STRANGER)
    answer = try_password(anonymous, OTHER_PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "email_unverified")
