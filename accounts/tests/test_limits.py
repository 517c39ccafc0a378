"""Limits on guesses and mails: never outrun, never telling, never locking out."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts import passwords
from accounts.models import Session
from accounts.secrets import address_digest
from accounts.tests.mailbox import Mailbox
from conftest import PASSWORD, Api, Cast, new_session, new_user, sign_in
from kernel.models import RateWindow

TOKEN, REGISTER = "/api/v1/auth/token/", "/api/v1/auth/register/"
FORGOT, RESEND = "/api/v1/auth/password/forgot/", "/api/v1/auth/verify-email/resend/"
WRONG = "not the password"


@pytest.fixture(autouse=True)
def _with_limits(settings):
    settings.RATE_LIMITS = 1.0
    settings.TRUSTED_PROXIES = ["127.0.0.1"]


@pytest.fixture
def _no_waiting(monkeypatch):
    """Let any number hash at once: what is counted here is not the turns."""
    monkeypatch.setattr(passwords, "_PLACES", threading.BoundedSemaphore(200))
    monkeypatch.setattr(passwords, "_PATIENCE", 60)


def attempt(email: str, password: str = WRONG, *, at: str = "203.0.113.7"):
    body = {"email": email, "password": password}
    return Api().post(TOKEN, body, X_Forwarded_For=at)


@pytest.mark.django_db
def test_ten_wrong_guesses_from_one_place_are_the_most(cast: Cast):
    for email in ("dana@example.org", "nobody@example.org"):
        statuses = [attempt(email).status_code for _ in range(12)]
        assert statuses == [401] * 10 + [429] * 2
    refused = attempt("dana@example.org", PASSWORD)
    assert refused.status_code == 429
    # The window, and the slice of it that is counted whole.
    assert 0 < int(refused["Retry-After"]) <= 15 * 60 * 1.1
    # Neither another account nor another place is touched.
    assert attempt("eve@example.org", PASSWORD).status_code == 200
    assert attempt("dana@example.org", PASSWORD, at="203.0.113.8").status_code == 200


@pytest.mark.django_db
def test_known_and_unknown_addresses_are_refused_alike(cast: Cast):
    for email in ("dana@example.org", "nobody@example.org"):
        for _ in range(10):
            attempt(email)
    shown = []
    for email in ("dana@example.org", "nobody@example.org"):
        body = attempt(email).json()
        shown.append({k: v for k, v in body.items() if k != "request_id"})
    for body in shown:
        body["detail"] = body["detail"].partition(" Try")[0]
    assert shown[0] == shown[1]


@pytest.mark.django_db
def test_invented_addresses_in_front_of_our_proxies_change_nothing(cast: Cast):
    statuses = [
        attempt("dana@example.org", at=f"198.51.100.{n}, 203.0.113.7").status_code
        for n in range(12)
    ]
    assert statuses == [401] * 10 + [429] * 2


@pytest.mark.django_db
def test_spellings_of_an_address_share_its_guesses(cast: Cast):
    spellings = ["dana@example.org", "DANA@example.org", "\uff44ana@example.org"] * 4
    statuses = [attempt(email).status_code for email in spellings]
    assert statuses == [401] * 10 + [429] * 2


@pytest.mark.django_db
def test_right_passwords_are_not_counted_against_their_owner(cast: Cast):
    for _ in range(15):
        assert attempt("dana@example.org", PASSWORD).status_code == 200


@pytest.mark.django_db
def test_an_attack_from_everywhere_does_not_lock_the_owner_out(cast: Cast):
    home, elsewhere = "192.0.2.1", "192.0.2.99"
    assert attempt("dana@example.org", PASSWORD, at=home).status_code == 200
    refused = 0
    for number in range(60):
        answer = attempt("dana@example.org", at=f"203.0.113.{number}")
        refused += answer.status_code == 429
    assert refused == 60 - 49
    # From where she has signed in before she gets in; from elsewhere nobody does.
    assert attempt("dana@example.org", PASSWORD, at=home).status_code == 200
    assert attempt("dana@example.org", PASSWORD, at=elsewhere).status_code == 429
    # A place that only others have signed in from is no place of hers.
    new_session(cast.eve)
    Session.objects.filter(user=cast.eve).update(
        address_digest=address_digest(elsewhere)
    )
    assert attempt("dana@example.org", PASSWORD, at=elsewhere).status_code == 429


@pytest.mark.django_db
def test_one_place_may_not_try_many_accounts(cast: Cast):
    statuses = [
        attempt(f"somebody-{number}@example.org").status_code for number in range(102)
    ]
    assert statuses == [401] * 100 + [429] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_waiting")
def test_sixty_guesses_at_once_do_not_outrun_the_limit(monkeypatch):
    """Counted where the hash is computed: what is not computed is not guessed."""
    new_user("Dana", "applicant")
    hashed: list[int] = []
    real = passwords.low_level.hash_secret
    monkeypatch.setattr(
        passwords.low_level,
        "hash_secret",
        lambda *args, **kwargs: hashed.append(1) or real(*args, **kwargs),
    )

    def guess(number: int) -> int:
        try:
            return attempt("dana@example.org", f"guess number {number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(60) as pool:
        statuses = list(pool.map(guess, range(60)))
    assert len(hashed) <= 10
    assert statuses.count(401) <= 10
    assert set(statuses) <= {401, 429, 503}


@pytest.mark.django_db
def test_the_counters_name_nobody(cast: Cast):
    attempt("dana@example.org")
    Api().post(FORGOT, {"email": "dana@example.org"})
    keys = " ".join(RateWindow.objects.values_list("key", flat=True))
    assert keys.startswith("limit:")
    assert "dana" not in keys
    assert "203.0.113" not in keys


@pytest.mark.django_db
@pytest.mark.parametrize("path", [FORGOT, RESEND, REGISTER])
@pytest.mark.parametrize("name", ["dana", "nobody"])
def test_an_address_gets_five_mails_an_hour_and_nobody_is_told(
    cast: Cast, mailbox: Mailbox, path: str, name: str
):
    body = {"email": f"{name}@example.org"}
    if path == REGISTER:
        body |= {"password": PASSWORD, "full_name": "N", "role": "applicant"}
    answers = [Api().post(path, body) for _ in range(7)]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    assert len(mailbox.to(body["email"])) <= 5


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "quota"), [(FORGOT, 60), (RESEND, 60)])
def test_one_place_asks_for_so_many_links(cast: Cast, path: str, quota: int):
    statuses = [
        Api().post(path, {"email": f"somebody-{number}@example.org"}).status_code
        for number in range(quota + 1)
    ]
    assert statuses == [202] * quota + [429]


@pytest.mark.django_db
def test_a_refused_token_from_a_mail_is_counted():
    """Also though the refusal rolls back what presenting it began."""
    statuses = [
        Api().post("/api/v1/auth/verify-email/", {"token": f"x{n}"}).status_code
        for n in range(62)
    ]
    assert statuses == [400] * 60 + [429] * 2


@pytest.mark.django_db
def test_the_present_password_is_guessed_ten_times_at_most(cast: Cast):
    api = sign_in(cast.dana)
    body = {"current_password": WRONG, "new_password": "another good password"}
    path = "/api/v1/auth/password/change/"
    statuses = [api.post(path, body).status_code for _ in range(12)]
    assert statuses == [400] * 10 + [429] * 2


@pytest.mark.django_db
def test_a_session_refreshes_so_often(cast: Cast):
    token, statuses = sign_in(cast.dana).refresh, []
    for _ in range(61):
        answer = Api().post("/api/v1/auth/token/refresh/", {"refresh": token})
        statuses.append(answer.status_code)
        token = answer.json().get("refresh", token)
    assert statuses == [200] * 60 + [429]
