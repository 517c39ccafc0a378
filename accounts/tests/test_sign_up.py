"""Signing up: three states of an address, and whoever proves it decides."""

import pytest

from accounts.models import Company, Membership, User
from accounts.tests.mailbox import Mailbox, link_in, text_of, token_in
from conftest import PASSWORD, Api, Cast, new_user, sign_in

pytestmark = pytest.mark.django_db
REGISTER, VERIFY = "/api/v1/auth/register/", "/api/v1/auth/verify-email/"
TOKEN = "/api/v1/auth/token/"
OTHER_PASSWORD = "a password of somebody else"


def sign_up(api: Api, email: str = "zoe@example.org", **changes: object):
    body = {
        "email": email,
        "password": PASSWORD,
        "full_name": "Zoe Example",
        "role": "applicant",
        **changes,
    }
    return api.post(REGISTER, body)


def try_password(api: Api, password: str, email: str = "zoe@example.org"):
    return api.post(TOKEN, {"email": email, "password": password})


def test_an_applicant_signs_up_and_proves_the_address(anonymous, mailbox: Mailbox):
    answer = sign_up(anonymous)
    assert (answer.status_code, answer.json()) == (
        202,
        {"detail": "We write to this address."},
    )
    refused = try_password(anonymous, PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (403, "email_unverified")
    (mail,) = mailbox.to("zoe@example.org")
    assert link_in(mail).startswith("http://127.0.0.1:8000/verify-email?token=")
    signed_in = anonymous.post(VERIFY, {"token": token_in(mail)}).json()
    assert set(signed_in) == {"access", "refresh", "expires_in", "user"}
    assert signed_in["expires_in"] == 600
    assert signed_in["user"] | {"id": "", "created_at": ""} == {
        "id": "",
        "email": "zoe@example.org",
        "full_name": "Zoe Example",
        "role": "applicant",
        "company": None,
        "company_role": None,
        "created_at": "",
    }
    me = Api(signed_in["access"]).get("/api/v1/me/")
    assert me.json() == signed_in["user"]
    assert try_password(anonymous, PASSWORD).status_code == 200


def test_an_employer_signs_up_with_a_company(anonymous, mailbox: Mailbox):
    company = {"name": "Żółć & Söhne", "website": "https://example.org"}
    assert sign_up(anonymous, role="employer", company=company).status_code == 202
    assert not Company.objects.exists()
    token = mailbox.token("zoe@example.org")
    signed_in = anonymous.post(VERIFY, {"token": token}).json()
    made = Company.objects.get()
    assert signed_in["user"]["company"] == str(made.pk)
    assert signed_in["user"]["company_role"] == "owner"
    # Its tokens say so at once: the version counts what the company changed.
    assert Api(signed_in["access"]).get("/api/v1/me/").status_code == 200
    assert (made.name, made.website) == ("Żółć & Söhne", "https://example.org")


def test_two_companies_of_one_name_can_be_signed_up(anonymous, mailbox: Mailbox):
    for email in ("zoe@example.org", "yan@example.org"):
        sign_up(anonymous, email, role="employer", company={"name": "Twin"})
        answer = anonymous.post(VERIFY, {"token": mailbox.token(email)})
        assert answer.status_code == 200
    assert Membership.objects.count() == 2


def test_a_known_address_is_answered_alike_and_its_owner_told(
    anonymous, cast: Cast, mailbox: Mailbox
):
    before = User.objects.values().get(pk=cast.dana.pk)
    known = sign_up(anonymous, "dana@example.org", password=OTHER_PASSWORD)
    unknown = sign_up(anonymous)
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content
    drop = {"X-Request-ID"}
    headers = [
        {k: v for k, v in each.items() if k not in drop} for each in (known, unknown)
    ]
    assert headers[0] == headers[1]
    assert mailbox.subjects("dana@example.org") == ["You have an account already"]
    assert "?token=" not in text_of(mailbox.to("dana@example.org")[0])
    assert User.objects.values().get(pk=cast.dana.pk) == before
    assert try_password(anonymous, PASSWORD, "dana@example.org").status_code == 200


def test_signing_in_after_signing_up_tells_nobody_whether_there_was_an_account(
    anonymous, cast: Cast
):
    """The three states of an address give one answer to whoever just signed up."""
    for email in ("dana@example.org", "new@example.org", "new@example.org"):
        sign_up(anonymous, email, password=OTHER_PASSWORD)
        answer = try_password(anonymous, OTHER_PASSWORD, email)
        assert (answer.status_code, answer.json()["code"]) == (403, "email_unverified")
        wrong = try_password(anonymous, "neither of the two", email)
        assert (wrong.status_code, wrong.json()["code"]) == (401, "bad_credentials")


def test_a_mail_to_an_unproven_address_repeats_nothing_a_stranger_typed(
    anonymous, mailbox: Mailbox
):
    sign_up(
        anonymous,
        full_name="Win at evil.example",
        role="employer",
        company={"name": "evil.example"},
    )
    (mail,) = mailbox.read()
    assert "evil.example" not in mail.as_string()


def test_a_banned_address_gets_no_mail_and_the_same_answer(anonymous, mailbox: Mailbox):
    new_user("Zoe", "applicant", is_active=False)
    assert sign_up(anonymous).status_code == 202
    assert mailbox.read() == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"role": "admin"}, "role", "invalid_choice"),
        ({"role": "Employer"}, "role", "invalid_choice"),
        ({"role": None}, "role", "null"),
        ({"company": {"name": "Acme"}}, "company", "employers_only"),
        ({"role": "employer", "company": {}}, "company.name", "required"),
        (
            {"role": "employer", "company": {"name": "see http://evil.example"}},
            "company.name",
            "holds_link",
        ),
        ({"role": "employer", "company": "Acme"}, "company", "invalid"),
        (
            {"role": "employer", "company": {"name": "A", "website": "javascript:1"}},
            "company.website",
            "invalid_url",
        ),
        (
            {"role": "employer", "company": {"name": "A", "slug": "a"}},
            "company.slug",
            "unknown_field",
        ),
        ({"password": "short"}, "password", "password_too_short"),
        ({"password": "password1"}, "password", "password_too_common"),
        ({"password": "x" * 129}, "password", "max_length"),
        ({"password": 12345678}, "password", "invalid"),
        ({"email": "zoe"}, "email", "invalid_address"),
        ({"email": "zoe@localhost"}, "email", "invalid_address"),
        ({"email": "zoe@example.org\nBcc: all@example.org"}, "email", "line_break"),
        ({"email": "zoé@example.org"}, "email", "invalid_address"),
        ({"email": "İstanbul@example.org"}, "email", "invalid_address"),
        ({"email": "z" * 250 + "@example.org"}, "email", "invalid_address"),
        ({"email": ["zoe@example.org"]}, "email", "invalid"),
        ({"full_name": ""}, "full_name", "blank"),
        ({"full_name": "   "}, "full_name", "blank"),
        ({"full_name": "Zoe\r\nBcc: all@example.org"}, "full_name", "line_break"),
        ({"full_name": "Zoe\x1b[31m"}, "full_name", "control_character"),
        ({"full_name": "z" * 201}, "full_name", "max_length"),
        ({"is_active": True}, "is_active", "unknown_field"),
        ({"email_verified_at": "2026-01-01"}, "email_verified_at", "unknown_field"),
    ],
)
def test_what_is_not_valid_is_refused(anonymous, change: dict, field: str, code: str):
    answer = sign_up(anonymous, **change)
    assert answer.status_code == 400
    assert (field, code) in {
        (error["field"], error["code"]) for error in answer.json()["errors"]
    }
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b'{"email": "a\\u0000@example.org", "password": "x"}',
        b'{"email": "\\ud800@example.org"}',
        b'{"password": "\\ud800", "email": "zoe@example.org"}',
        b'{"email": "a@example.org", "email": "b@example.org"}',
        b"[]",
        b"",
        b"\xff\xfe",
    ],
)
def test_what_is_not_json_as_we_accept_it_is_refused(anonymous, raw: bytes):
    answer = anonymous.post(REGISTER, raw)
    assert answer.status_code == 400


def test_a_megabyte_is_too_large(anonymous):
    assert sign_up(anonymous, full_name="z" * 1024 * 1024).status_code == 413


@pytest.mark.parametrize(
    "twin",
    [
        "ZOE@EXAMPLE.ORG",
        "  zoe@example.org ",
        "\uff5aoe@example.org",
        "zoe@example.ORG",
    ],
)
def test_another_spelling_is_the_same_address(anonymous, twin: str):
    sign_up(anonymous)
    assert sign_up(anonymous, twin).status_code == 202
    assert User.objects.count() == 1


def test_a_domain_outside_of_ascii_is_kept_in_ascii(anonymous, mailbox: Mailbox):
    assert sign_up(anonymous, "zoe@bücher.example").status_code == 202
    assert User.objects.get().email == "zoe@xn--bcher-kva.example"
    assert sign_up(anonymous, "zoe@xn--bcher-kva.example").status_code == 202
    assert User.objects.count() == 1


def test_auth_takes_no_idempotency_key(anonymous):
    answer = anonymous.post(REGISTER, {}, Idempotency_Key="abc")
    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_invalid"


def test_a_signed_in_client_may_sign_up_somebody(anonymous, cast: Cast):
    """A stale header must not matter where nobody has to be signed in."""
    assert sign_up(sign_in(cast.dana)).status_code == 202
    assert sign_up(Api("nonsense"), "yan@example.org").status_code == 202
