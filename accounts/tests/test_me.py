"""One's own account: read, renamed, moved to another address."""

import pytest

from accounts.models import User
from accounts.tests.mailbox import Mailbox, link_in, token_in
from conftest import PASSWORD, Api, Cast, new_user, sign_in
from events.models import Event

pytestmark = pytest.mark.django_db
ME, ADDRESS, VERIFY = "/api/v1/me/", "/api/v1/me/email/", "/api/v1/auth/verify-email/"


def test_me_shows_what_the_claims_say(cast: Cast):
    shown = sign_in(cast.bob).get(ME).json()
    assert shown["company"] == str(cast.acme.pk)
    assert shown["company_role"] == "recruiter"
    assert set(shown) == {
        "id",
        "email",
        "full_name",
        "role",
        "company",
        "company_role",
        "created_at",
    }


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_me_needs_somebody(anonymous, method: str):
    assert getattr(anonymous, method)(ME).status_code == 401


def test_a_name_is_changed_only_from_what_was_read(cast: Cast):
    api = sign_in(cast.dana)
    tag = api.get(ME)["ETag"]
    changed = api.patch(ME, {"full_name": " Dana  Z\u030c "}, If_Match=tag)
    assert changed.json()["full_name"] == "Dana  \u017d"
    stale = api.patch(ME, {"full_name": "Other"}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert api.get(ME, If_None_Match=changed["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"role": "admin"}, "read_only_field"),
        ({"email": "new@example.org"}, "read_only_field"),
        ({"company": None}, "read_only_field"),
        ({"is_active": True}, "unknown_field"),
        ({"ver": 1}, "unknown_field"),
        ({"password": PASSWORD}, "unknown_field"),
        ({"fullname": "Dana"}, "unknown_field"),
        ({"full_name": None}, "null"),
        ({"full_name": "a\nb"}, "line_break"),
    ],
)
def test_nothing_else_is_changed(cast: Cast, body: dict, code: str):
    before = User.objects.values().get(pk=cast.dana.pk)
    answer = sign_in(cast.dana).patch(ME, body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert User.objects.values().get(pk=cast.dana.pk) == before


def test_an_address_changes_when_its_mail_is_answered(
    anonymous, cast: Cast, mailbox: Mailbox
):
    api = sign_in(cast.dana)
    asked = api.post(ADDRESS, {"email": "dana.new@example.org"})
    assert (asked.status_code, asked.json()) == (
        202,
        {"detail": "We write to this address."},
    )
    assert api.get(ME).json()["email"] == "dana@example.org"
    assert mailbox.subjects("dana@example.org") == ["A new address was asked for"]
    (mail,) = mailbox.to("dana.new@example.org")
    assert "/confirm-email?token=" in link_in(mail)
    answer = anonymous.post(VERIFY, {"token": token_in(mail)})
    assert answer.json()["user"]["email"] == "dana.new@example.org"
    assert api.get(ME).json()["email"] == "dana.new@example.org"
    told = mailbox.subjects("dana@example.org")
    assert told[-1] == "Your account has another address now"
    body = {"email": "dana.new@example.org", "password": PASSWORD}
    assert anonymous.post("/api/v1/auth/token/", body).status_code == 200
    body["email"] = "dana@example.org"
    assert anonymous.post("/api/v1/auth/token/", body).status_code == 401


def test_an_address_of_somebody_else_is_answered_alike(
    anonymous, cast: Cast, mailbox: Mailbox
):
    api = sign_in(cast.mallory)
    taken = api.post(ADDRESS, {"email": "dana@example.org"})
    free = sign_in(cast.eve).post(ADDRESS, {"email": "free@example.org"})
    assert taken.status_code == free.status_code == 202
    assert taken.content == free.content
    audiences = Event.objects.filter(kind__startswith="account.address_change_")
    assert [*audiences.values_list("audience", flat=True)] == [[], []]
    assert mailbox.subjects("dana@example.org") == ["Your address was asked for"]
    # Whoever asked is told the same as if it were free.
    for name in ("mallory", "eve"):
        assert mailbox.subjects(f"{name}@example.org") == [
            "A new address was asked for"
        ]


def test_an_address_that_was_taken_meanwhile_is_refused(
    anonymous, cast: Cast, mailbox: Mailbox
):
    sign_in(cast.dana).post(ADDRESS, {"email": "zoe@example.org"})
    token = mailbox.token("zoe@example.org")
    new_user("Zoe", "applicant")
    answer = anonymous.post(VERIFY, {"token": token})
    assert (answer.status_code, answer.json()["code"]) == (409, "address_taken")


def test_an_unproven_claim_on_the_address_gives_way(
    anonymous, cast: Cast, mailbox: Mailbox
):
    new_user("Zoe", "applicant", email_verified_at=None)
    sign_in(cast.dana).post(ADDRESS, {"email": "zoe@example.org"})
    answer = anonymous.post(VERIFY, {"token": mailbox.token("zoe@example.org")})
    assert answer.status_code == 200
    assert User.objects.get(email_key="zoe@example.org").pk == cast.dana.pk


def test_only_the_last_change_asked_for_counts(anonymous, cast: Cast, mailbox: Mailbox):
    api = sign_in(cast.dana)
    for name in ("one", "two"):
        api.post(ADDRESS, {"email": f"{name}@example.org"})
    answers = [
        anonymous.post(VERIFY, {"token": mailbox.token(f"{name}@example.org")})
        for name in ("one", "two")
    ]
    assert [answer.status_code for answer in answers] == [400, 200]


def test_a_new_address_may_be_asked_for_again_under_one_key(cast: Cast):
    api = sign_in(cast.dana)
    body = {"email": "new@example.org"}
    first = api.post(ADDRESS, body, Idempotency_Key="one")
    again = api.post(ADDRESS, body, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (202, 202)
    assert again["Idempotency-Replayed"] == "true"


def test_an_address_change_needs_somebody(anonymous):
    assert anonymous.post(ADDRESS, {"email": "x"}).status_code == 401
    assert Api("jb_x").post(ADDRESS, {"email": "x"}).status_code == 401
