"""Two at once at one account: one wins, nobody fails, nothing is half done."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpResponse

from accounts import passwords
from accounts.models import ApiKey, Company, MailedToken, Session, User
from accounts.services.mailed_tokens import Purpose, issue_token
from accounts.services.pruning import prune_unproven_accounts
from conftest import PASSWORD, Api, new_company, new_user, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
REGISTER, VERIFY = "/api/v1/auth/register/", "/api/v1/auth/verify-email/"


@pytest.fixture(autouse=True)
def _room_to_hash(monkeypatch):
    monkeypatch.setattr(passwords, "_PLACES", threading.BoundedSemaphore(200))
    monkeypatch.setattr(passwords, "_PATIENCE", 60)


def at_once(*requests: Callable[[], HttpResponse]) -> Counter[int]:
    """Send requests from as many threads, and count the statuses."""
    together = threading.Barrier(len(requests))

    def run(send: Callable[[], HttpResponse]) -> int:
        together.wait(timeout=30)
        try:
            return send().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return Counter(pool.map(run, requests))


def signing_up(email: str = "zoe@example.org", **changes: object):
    body = {
        "email": email,
        "password": PASSWORD,
        "full_name": "Zoe",
        "role": "employer",
        **changes,
    }
    return lambda: Api().post(REGISTER, body)


def test_ten_sign_ups_make_one_account_and_ten_tokens():
    assert at_once(*[signing_up()] * 10) == {202: 10}
    assert User.objects.count() == 1
    assert MailedToken.objects.count() == 10


def test_a_token_presented_ten_times_opens_one_session():
    user = new_user("Zoe", "employer", email_verified_at=None)
    attempt = {
        "email": user.email,
        "password": user.password,
        "full_name": "Zoe",
        "role": "employer",
        "company": {"name": "Zoe's", "website": ""},
    }
    token = issue_token(user=user, purpose=Purpose.VERIFY, data=attempt)
    present = lambda: Api().post(VERIFY, {"token": token})  # noqa: E731
    assert at_once(*[present] * 10) == {200: 1, 400: 9}
    assert (Session.objects.count(), Company.objects.count()) == (1, 1)


def test_two_sign_ups_are_confirmed_at_once_and_one_decides():
    user = new_user("Zoe", "employer", email_verified_at=None)
    tokens = [
        issue_token(
            user=user,
            purpose=Purpose.VERIFY,
            data={
                "email": user.email,
                "password": user.password,
                "full_name": name,
                "role": "applicant",
                "company": None,
            },
        )
        for name in ("One", "Two")
    ]
    asked = [lambda t=token: Api().post(VERIFY, {"token": t}) for token in tokens]
    assert at_once(*asked) == {200: 1, 400: 1}


def test_two_accounts_confirm_one_address_and_one_gets_it():
    users = [new_user(name, "applicant") for name in ("Dana", "Eve")]
    tokens = [
        issue_token(
            user=user, purpose=Purpose.CHANGE_ADDRESS, data={"email": "x@example.org"}
        )
        for user in users
    ]
    asked = [lambda t=token: Api().post(VERIFY, {"token": t}) for token in tokens]
    assert at_once(*asked) == {200: 1, 409: 1}
    assert User.objects.filter(email_key="x@example.org").count() == 1


def test_erasing_while_refreshing_and_signing_in():
    user = new_user("Dana", "applicant")
    apis = [sign_in(user) for _ in range(3)]
    body = {"email": user.email, "password": PASSWORD}
    found = at_once(
        lambda: apis[0].delete("/api/v1/me/"),
        *[
            lambda a=api: Api().post(
                "/api/v1/auth/token/refresh/", {"refresh": a.refresh}
            )
            for api in apis
        ],
        *[lambda: Api().post("/api/v1/auth/token/", body)] * 4,
        *[lambda a=api: a.get("/api/v1/me/") for api in apis],
    )
    assert set(found) <= {200, 204, 401}
    assert found[204] == 1
    assert not User.objects.exists()
    assert not Session.objects.exists()


def test_an_owner_is_erased_while_opening_doors():
    owner = new_user("Alice", "employer")
    new_company("Acme", owner)
    api = sign_in(owner)
    key = {"name": "k", "scopes": ["jobs:read"]}
    found = at_once(
        lambda: api.delete("/api/v1/me/"),
        *[lambda: api.post("/api/v1/me/api-keys/", key)] * 3,
        *[lambda: api.patch("/api/v1/me/", {"full_name": "A"})] * 3,
        *[lambda: api.post("/api/v1/me/email/", {"email": "b@example.org"})] * 3,
    )
    assert set(found) <= {200, 201, 202, 204, 401}
    assert (User.objects.count(), ApiKey.objects.count()) == (0, 0)
    assert Company.objects.get().is_suspended


def test_twenty_one_keys_at_once_are_twenty():
    api = sign_in(new_user("Alice", "employer"))
    key = {"name": "k", "scopes": ["jobs:read"]}
    found = at_once(*[lambda: api.post("/api/v1/me/api-keys/", key)] * 21)
    assert found == {201: 20, 409: 1}


def test_a_sign_up_is_not_pruned_while_it_is_renewed():
    """Pruned or kept, the new attempt has an account to hang on."""
    new_user("Zoe", "applicant", email_verified_at=None, created_at="2026-01-01T00:00Z")

    def prune() -> HttpResponse:
        prune_unproven_accounts()
        return HttpResponse(status=202)

    assert at_once(signing_up(), prune, signing_up(), prune) == {202: 4}
    assert MailedToken.objects.filter(user__email_key="zoe@example.org").exists()


def test_signing_out_everywhere_while_refreshing_leaves_no_session():
    user = new_user("Dana", "applicant")
    apis = [sign_in(user) for _ in range(4)]
    found = at_once(
        lambda: apis[0].post("/api/v1/auth/logout-all/"),
        *[
            lambda a=api: Api().post(
                "/api/v1/auth/token/refresh/", {"refresh": a.refresh}
            )
            for api in apis
        ],
    )
    assert set(found) <= {200, 204, 401}
    assert not Session.objects.live().exists()
