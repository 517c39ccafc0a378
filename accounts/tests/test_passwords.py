"""New passwords: by a mailed link, by the old one; and hashing in turn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import MailedToken, Session, User
from accounts.services.mailed_tokens import (
    MailedTokenInvalid,
    Purpose,
    issue_token,
    present_token,
)
from accounts.tests.mailbox import Mailbox, link_in, text_of
from conftest import PASSWORD, Api, Cast, new_user, sign_in

FORGOT, RESET = "/api/v1/auth/password/forgot/", "/api/v1/auth/password/reset/"
CHANGE, TOKEN = "/api/v1/auth/password/change/", "/api/v1/auth/token/"
KEYS = "/api/v1/me/api-keys/"
REFRESH = "/api/v1/auth/token/refresh/"
NEW = "another good password"


def signs_in(password: str, email: str = "dana@example.org") -> bool:
    answer = Api().post(TOKEN, {"email": email, "password": password})
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


@pytest.mark.django_db
def test_a_forgotten_password_is_reset_by_mail(anonymous, cast: Cast, mailbox: Mailbox):
    api = sign_in(cast.dana)
    known = anonymous.post(FORGOT, {"email": "DANA@example.org"})
    unknown = anonymous.post(FORGOT, {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content
    (mail,) = mailbox.read()
    assert link_in(mail).startswith("http://127.0.0.1:8000/reset-password?token=")
    token = mailbox.token("dana@example.org")
    answer = anonymous.post(RESET, {"token": token, "password": NEW})
    assert (answer.status_code, answer.content) == (204, b"")
    assert signs_in(NEW)
    assert not signs_in(PASSWORD)
    assert api.get("/api/v1/me/").status_code == 401
    assert anonymous.post(REFRESH, {"refresh": api.refresh}).status_code == 401
    assert "Your password was changed" in mailbox.subjects("dana@example.org")
    again = anonymous.post(RESET, {"token": token, "password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (400, "mailed_token_invalid")


@pytest.mark.django_db
def test_a_reset_ends_api_keys_and_a_change_tells_of_them(
    anonymous, cast: Cast, mailbox: Mailbox
):
    for email in ("alice@example.org", "alice.new@example.org"):
        asked = {"name": "k", "scopes": ["jobs:read"]}
        for user in (cast.alice, cast.bob):
            user.refresh_from_db()
            assert sign_in(user).post(KEYS, asked).status_code == 201
        if email == "alice@example.org":
            anonymous.post(FORGOT, {"email": email})
            body = {"token": mailbox.token(email), "password": NEW}
            assert anonymous.post(RESET, body).status_code == 204
            assert "still work: 0." in text_of(mailbox.to(email)[-1])
        else:
            sign_in(cast.alice).post("/api/v1/me/email/", {"email": email})
            body = {"token": mailbox.token(email)}
            answer = anonymous.post("/api/v1/auth/verify-email/", body)
            assert answer.status_code == 200
        assert not cast.alice.api_keys.exists()
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert sign_in(cast.bob).post(CHANGE, body).status_code == 204
    assert cast.bob.api_keys.count() == 2
    assert "still work: 2." in text_of(mailbox.to("bob@example.org")[-1])


@pytest.mark.django_db
def test_the_mail_keeps_its_token_out_of_the_log(
    anonymous, cast: Cast, mailbox: Mailbox, capsys
):
    anonymous.post(FORGOT, {"email": "dana@example.org"})
    token = mailbox.token("dana@example.org")
    anonymous.post(RESET, {"token": token, "password": NEW})
    assert token not in capsys.readouterr().out


@pytest.mark.django_db
def test_a_weak_password_leaves_the_link_good(anonymous, cast, mailbox: Mailbox):
    anonymous.post(FORGOT, {"email": "dana@example.org"})
    token = mailbox.token("dana@example.org")
    weak = anonymous.post(RESET, {"token": token, "password": "12345678"})
    assert weak.json()["errors"][0]["code"] == "password_too_common"
    assert anonymous.post(RESET, {"token": token, "password": NEW}).status_code == 204


@pytest.mark.django_db
def test_every_link_dies_with_the_first_that_is_used(
    anonymous, cast: Cast, mailbox: Mailbox
):
    tokens = []
    for _ in range(2):
        anonymous.post(FORGOT, {"email": "dana@example.org"})
        tokens.append(mailbox.token("dana@example.org"))
    first, second = (
        anonymous.post(RESET, {"token": token, "password": NEW}) for token in tokens
    )
    assert (first.status_code, second.status_code) == (204, 400)


@pytest.mark.django_db
def test_a_link_is_good_for_one_hour(anonymous, cast, mailbox: Mailbox, time_machine):
    anonymous.post(FORGOT, {"email": "dana@example.org"})
    token = mailbox.token("dana@example.org")
    time_machine.move_to(timezone.now() + timedelta(minutes=61), tick=False)
    assert anonymous.post(RESET, {"token": token, "password": NEW}).status_code == 400


@pytest.mark.django_db
def test_a_link_of_one_kind_does_nothing_of_another(
    anonymous, cast: Cast, mailbox: Mailbox
):
    anonymous.post(FORGOT, {"email": "dana@example.org"})
    reset = mailbox.token("dana@example.org")
    verify = anonymous.post("/api/v1/auth/verify-email/", {"token": reset})
    assert verify.status_code == 400
    sign_in(cast.dana).post("/api/v1/me/email/", {"email": "new@example.org"})
    change = mailbox.token("new@example.org")
    assert anonymous.post(RESET, {"token": change, "password": NEW}).status_code == 400
    assert MailedToken.objects.count() == 2


@pytest.mark.django_db
def test_only_proven_accounts_get_a_link_to_reset(anonymous, db, mailbox: Mailbox):
    new_user("Una", "applicant", email_verified_at=None)
    new_user("Ban", "applicant", is_active=False)
    for name in ("una", "ban"):
        anonymous.post(FORGOT, {"email": f"{name}@example.org"})
    assert [mail["Subject"] for mail in mailbox.read()] == ["Confirm your address"]
    assert set(MailedToken.objects.values_list("purpose", flat=True)) == {"verify"}


@pytest.mark.django_db
def test_a_ban_after_the_mail_counts(anonymous, cast: Cast, mailbox: Mailbox):
    anonymous.post(FORGOT, {"email": "dana@example.org"})
    token = mailbox.token("dana@example.org")
    User.objects.filter(pk=cast.dana.pk).update(is_active=False)
    answer = anonymous.post(RESET, {"token": token, "password": NEW})
    assert (answer.status_code, answer.json()["code"]) == (403, "account_banned")


@pytest.mark.django_db
def test_a_password_is_changed_by_the_old_one_and_ends_every_session(
    anonymous, cast: Cast, mailbox: Mailbox
):
    here, there = sign_in(cast.dana), sign_in(cast.dana)
    anonymous.post(FORGOT, {"email": "dana@example.org"})
    token = mailbox.token("dana@example.org")
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert here.post(CHANGE, body).status_code == 204
    assert User.objects.get(pk=cast.dana.pk).ver > cast.dana.ver
    for api in (here, there):
        assert api.get("/api/v1/me/").status_code == 401
        assert anonymous.post(REFRESH, {"refresh": api.refresh}).status_code == 401
    assert signs_in(NEW)
    assert not signs_in(PASSWORD)
    assert anonymous.post(RESET, {"token": token, "password": NEW}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        (
            {"current_password": "wrong one", "new_password": NEW},
            "current_password",
            "wrong_password",
        ),
        (
            {"current_password": PASSWORD, "new_password": "short"},
            "new_password",
            "password_too_short",
        ),
        ({"current_password": PASSWORD}, "new_password", "required"),
        ({"new_password": NEW}, "current_password", "required"),
        (
            {"current_password": PASSWORD, "new_password": NEW, "id": 1},
            "id",
            "unknown_field",
        ),
    ],
)
def test_a_change_that_is_not_allowed(cast: Cast, body: dict, field: str, code: str):
    api = sign_in(cast.dana)
    answer = api.post(CHANGE, body)
    assert answer.status_code == 400
    found = {(error["field"], error["code"]) for error in answer.json()["errors"]}
    assert (field, code) in found
    assert api.get("/api/v1/me/").status_code == 200


@pytest.mark.django_db
def test_changing_needs_somebody_and_takes_no_idempotency_key(anonymous, cast: Cast):
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert anonymous.post(CHANGE, body).status_code == 401
    keyed = sign_in(cast.dana).post(CHANGE, body, Idempotency_Key="k")
    assert (keyed.status_code, signs_in(PASSWORD)) == (400, True)


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_are_one(settings):
    """The loser is refused: its old password was no longer the account's."""
    user = new_user("Dana", "applicant")
    apis = [sign_in(user), sign_in(user)]

    def change(number: int) -> int:
        body = {"current_password": PASSWORD, "new_password": f"{NEW} {number}"}
        try:
            return apis[number].post(CHANGE, body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(change, [0, 1]))
    assert statuses[0] == 204
    assert statuses[1] in {400, 401, 409}
    won = [number for number in (0, 1) if signs_in(f"{NEW} {number}")]
    assert len(won) == 1
    assert not Session.objects.live().filter(pk__in=[a.session.pk for a in apis])


@pytest.mark.django_db
def test_a_token_is_presented_once(cast: Cast):
    token = issue_token(user=cast.dana, purpose=Purpose.RESET, data={})
    present_token(token, Purpose.RESET)
    with pytest.raises(MailedTokenInvalid):
        present_token(token, Purpose.RESET)
