"""Signing in: right, wrong, unknown, unverified, banned; and what is kept of it."""

import jwt
import pytest
from argon2 import low_level
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Session, User
from accounts.tests.mailbox import Mailbox
from conftest import PASSWORD, Api, Cast, new_user, sign_in

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/auth/token/"


def attempt(api: Api, email: str, password: str = PASSWORD, **headers: str):
    return api.post(TOKEN, {"email": email, "password": password}, **headers)


def test_the_claims_are_those_of_the_contract(anonymous, cast: Cast):
    answer = attempt(anonymous, "alice@example.org")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    access = answer.json()["access"]
    claims = jwt.decode(access, options={"verify_signature": False})
    assert claims["sub"] == str(cast.alice.pk)
    assert (claims["role"], claims["company_role"]) == ("employer", "owner")
    assert claims["company"] == str(cast.acme.pk)
    assert claims["ver"] == cast.alice.ver
    assert claims["exp"] - claims["iat"] == 600
    assert {"iss", "aud", "jti", "token_type"} <= set(claims)
    assert jwt.get_unverified_header(access)["alg"] == "ES256"


@pytest.mark.parametrize(
    "spelling", ["dana@example.org", "DANA@Example.ORG", " dana@example.org\t"]
)
def test_any_spelling_of_the_address_signs_in(anonymous, cast: Cast, spelling: str):
    assert attempt(anonymous, spelling.strip("\t")).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "JWT"])
def test_the_access_token_opens_me(anonymous, cast: Cast, scheme: str):
    access = attempt(anonymous, "dana@example.org").json()["access"]
    me = anonymous.get("/api/v1/me/", Authorization=f"{scheme} {access}")
    assert me.json()["email"] == "dana@example.org"


def test_a_wrong_password_and_an_unknown_address_are_alike(anonymous, cast: Cast):
    wrong = attempt(anonymous, "dana@example.org", "not the password")
    unknown = attempt(anonymous, "nobody@example.org", "not the password")
    for answer in (wrong, unknown):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
    shown = [
        {k: v for k, v in each.json().items() if k != "request_id"}
        for each in (wrong, unknown)
    ]
    assert shown[0] == shown[1]
    assert shown[0]["code"] == "bad_credentials"
    assert not Session.objects.exists()


def test_a_password_is_compared_as_it_is_typed(anonymous, cast: Cast):
    for close in (f" {PASSWORD}", f"{PASSWORD} ", PASSWORD.upper(), ""):
        assert attempt(anonymous, "dana@example.org", close).status_code in {400, 401}


def test_an_unproven_or_banned_account_is_named_only_to_its_owner(anonymous, db):
    new_user("Una", "applicant", email_verified_at=None)
    new_user("Ban", "applicant", is_active=False)
    for name, code in (("una", "email_unverified"), ("ban", "account_banned")):
        right = attempt(anonymous, f"{name}@example.org")
        assert (right.status_code, right.json()["code"]) == (403, code)
        wrong = attempt(anonymous, f"{name}@example.org", "not the password")
        assert (wrong.status_code, wrong.json()["code"]) == (401, "bad_credentials")


def test_an_account_without_a_password_is_not_signed_in_to(anonymous, db):
    user = new_user("Zoe", "applicant")
    user.set_unusable_password()
    user.save()
    assert attempt(anonymous, "zoe@example.org", user.password[:100]).status_code == 401


def test_the_session_remembers_the_device_without_its_address(anonymous, cast: Cast):
    agent = "Browser/1.0 \x00\n" + "x" * 300
    attempt(anonymous, "dana@example.org", User_Agent=agent)
    session = Session.objects.get()
    assert session.user_agent.startswith("Browser/1.0 xxx")
    assert len(session.user_agent) == 200
    assert b"127.0.0.1" not in bytes(session.address_digest)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "dana@example.org"},
        {"email": "dana@example.org", "password": 1},
        {"email": "dana@example.org", "password": None},
        {"email": None, "password": PASSWORD},
        {"email": "no address", "password": PASSWORD},
        {"email": "dana@example.org", "password": "x" * 129},
        {"email": "dana@example.org", "password": PASSWORD, "role": "admin"},
    ],
)
def test_what_is_not_a_sign_in_is_refused(anonymous, cast: Cast, body: dict):
    assert anonymous.post(TOKEN, body).status_code == 400


def test_a_password_may_hold_what_people_type(anonymous, mailbox: Mailbox):
    """The two ways to write é are one password; ideographs and emoji are letters."""
    composed = "caf\u00e9 \u5bc6\u7801 \U0001f511"
    taken_apart = "cafe\u0301 \u5bc6\u7801 \U0001f511"
    body = {
        "email": "zoe@example.org",
        "password": composed,
        "full_name": "Zoe",
        "role": "applicant",
    }
    assert anonymous.post("/api/v1/auth/register/", body).status_code == 202
    token = mailbox.token("zoe@example.org")
    anonymous.post("/api/v1/auth/verify-email/", {"token": token})
    assert attempt(anonymous, "zoe@example.org", taken_apart).status_code == 200


def test_exactly_one_hash_is_computed_for_whoever_tries(
    anonymous, cast: Cast, monkeypatch
):
    """Counted where argon2 is called, under sign-ins and sign-ups of every state."""
    hashed = []
    real = low_level.hash_secret
    monkeypatch.setattr(
        low_level, "hash_secret", lambda *a, **k: hashed.append(1) or real(*a, **k)
    )
    new_user("Una", "applicant", email_verified_at=None)
    new_user("Ban", "applicant", is_active=False)
    names = ["dana", "nobody", "una", "ban"]
    for name in names:
        for password in (PASSWORD, "not the password"):
            attempt(anonymous, f"{name}@example.org", password)
    assert len(hashed) == 2 * len(names)
    hashed.clear()
    for name in names:
        body = {
            "email": f"{name}@example.org",
            "password": PASSWORD,
            "full_name": "N",
            "role": "applicant",
        }
        anonymous.post("/api/v1/auth/register/", body)
    assert len(hashed) == len(names)


def test_known_and_unknown_addresses_cost_the_same_statements(
    anonymous, cast: Cast, settings
):
    settings.RATE_LIMITS = 1.0
    counts = []
    for email in ("dana@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as seen:
            attempt(anonymous, email, "not the password")
        counts.append([query["sql"].split(" ", 1)[0] for query in seen])
    assert counts[0] == counts[1]
    counts.clear()
    for email in ("dana@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as seen:
            body = {
                "email": email,
                "password": PASSWORD,
                "full_name": "N",
                "role": "applicant",
            }
            anonymous.post("/api/v1/auth/register/", body)
        counts.append([query["sql"].split(" ", 1)[0] for query in seen])
    assert counts[0] == counts[1]


def test_the_rights_of_the_moment_count(anonymous, cast: Cast):
    """Demotion, ban, and a password change each count on the next request."""
    for change in (
        lambda: User.objects.filter(pk=cast.erin.pk).update(role="applicant", ver=2),
        lambda: User.objects.filter(pk=cast.erin.pk).update(is_active=False),
        lambda: Session.objects.filter(user=cast.erin).delete(),
        lambda: User.objects.filter(pk=cast.erin.pk).delete(),
    ):
        User.objects.filter(pk=cast.erin.pk).update(role="admin", is_active=True)
        api = sign_in(cast.erin)
        assert api.get("/api/v1/me/").status_code == 200
        change()
        refused = api.get("/api/v1/me/")
        assert (refused.status_code, refused.json()["code"]) == (401, "token_revoked")
