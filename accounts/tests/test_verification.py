"""Links that prove an address: resent, used, expired, and kept as digests."""

import re

import pytest
from django.db import connection

from accounts.models import MailedToken
from accounts.tests.mailbox import Mailbox
from accounts.tests.test_sign_up import OTHER_PASSWORD, VERIFY, sign_up, try_password
from conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_resent_link_repeats_the_one_sign_up(anonymous, mailbox: Mailbox):
    sign_up(anonymous, role="employer", company={"name": "Acme"})
    assert len(mailbox.read()) == 1
    resent = anonymous.post(f"{VERIFY}resend/", {"email": "zoe@example.org"})
    unknown = anonymous.post(f"{VERIFY}resend/", {"email": "no@example.org"})
    assert resent.status_code == unknown.status_code == 202
    assert resent.content == unknown.content
    assert len(mailbox.to("zoe@example.org")) == 2
    assert mailbox.to("no@example.org") == []
    token = mailbox.token("zoe@example.org")
    user = anonymous.post(VERIFY, {"token": token}).json()["user"]
    assert (user["role"], user["company_role"]) == ("employer", "owner")
    assert try_password(anonymous, PASSWORD).status_code == 200


def test_a_resent_link_never_decides_for_one_of_two_passwords(
    anonymous, mailbox: Mailbox
):
    """Whoever asks for it is not known: it proves the address and nothing more."""
    sign_up(anonymous, password=PASSWORD)
    sign_up(anonymous, password=OTHER_PASSWORD)
    assert len(mailbox.read()) == 2
    anonymous.post(f"{VERIFY}resend/", {"email": "zoe@example.org"})
    token = mailbox.token("zoe@example.org")
    assert anonymous.post(VERIFY, {"token": token}).status_code == 200
    for password in (PASSWORD, OTHER_PASSWORD):
        assert try_password(anonymous, password).status_code == 401


def test_an_account_is_not_verified_twice(anonymous, mailbox: Mailbox):
    sign_up(anonymous)
    token = mailbox.token("zoe@example.org")
    assert anonymous.post(VERIFY, {"token": token}).status_code == 200
    again = anonymous.post(VERIFY, {"token": token})
    assert again.status_code == 400
    resent = anonymous.post(f"{VERIFY}resend/", {"email": "zoe@example.org"})
    assert resent.status_code == 202
    assert len(mailbox.to("zoe@example.org")) == 1


def test_a_link_dies_with_its_time(anonymous, mailbox: Mailbox):
    sign_up(anonymous)
    token = mailbox.token("zoe@example.org")
    MailedToken.objects.update(expires_at="2026-01-01T00:00:00Z")
    assert anonymous.post(VERIFY, {"token": token}).status_code == 400


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, 7, None, "\U0001f511", "%00"])
def test_what_is_no_token_is_refused(anonymous, token: object):
    assert anonymous.post(VERIFY, {"token": token}).status_code == 400


def test_the_database_keeps_no_secret_of_a_mail(anonymous, mailbox: Mailbox):
    sign_up(anonymous)
    token = mailbox.token("zoe@example.org")
    with connection.cursor() as cursor:
        for table in ("accounts_mailedtoken", "events_event"):
            cursor.execute(f"SELECT {table}::text FROM {table}")  # noqa: S608
            assert not re.search(re.escape(token), str(cursor.fetchall()))
