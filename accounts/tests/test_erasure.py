"""Erasing an account: nothing of the person stays, and no company without an owner."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Company, Invitation, User
from accounts.secrets import digest
from accounts.tests.mailbox import Mailbox
from conftest import Cast, join, sign_in
from kernel.models import IdempotentAnswer

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


def test_an_erased_person_leaves_no_trace(anonymous, cast: Cast, mailbox: Mailbox):
    dana = cast.dana
    User.objects.filter(pk=dana.pk).update(full_name="Canary-7f3a")
    api = sign_in(dana)
    api.post(f"{ME}email/", {"email": "canary-7f3a@example.org"}, Idempotency_Key="k")
    Invitation.objects.create(
        company=cast.acme,
        email="dana@example.org",
        email_key="dana@example.org",
        company_role="viewer",
        token_digest=digest("x"),
        expires_at=timezone.now(),
    )
    assert api.delete(ME).status_code == 204
    assert api.get(ME).status_code == 401
    refresh = {"refresh": api.refresh}
    assert anonymous.post("/api/v1/auth/token/refresh/", refresh).status_code == 401
    assert mailbox.subjects("dana@example.org")[-1] == "Your account is deleted"
    assert not IdempotentAnswer.objects.exists()
    for canary in ("canary-7f3a", "dana@example.org"):
        assert tables_with(canary) == []


def tables_with(text: str) -> list[str]:
    """Return the tables in which some row holds the text, in any case."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            query = f'SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE %s'  # noqa: S608
            cursor.execute(query, [f"%{text}%"])
            if cursor.fetchone():
                found.append(table)
    return found


def test_the_search_for_traces_finds_some(cast: Cast):
    assert tables_with("dana@example.org") == ["accounts_user"]


def test_the_sole_owner_of_others_is_not_erased(cast: Cast):
    api = sign_in(cast.alice)
    answer = api.delete(ME)
    assert (answer.status_code, answer.json()["code"]) == (409, "sole_owner")
    assert api.get(ME).status_code == 200


def test_one_of_two_owners_is_erased(cast: Cast):
    join(cast.newt, cast.acme, "owner")
    assert sign_in(cast.alice).delete(ME).status_code == 204
    assert not Company.objects.get(pk=cast.acme.pk).is_suspended


def test_a_company_whose_last_member_goes_is_suspended(cast: Cast):
    for name in ("bob", "vera", "alice"):
        assert sign_in(getattr(cast, name)).delete(ME).status_code == 204
    assert Company.objects.get(pk=cast.acme.pk).is_suspended


def test_the_address_is_free_again(anonymous, cast: Cast, mailbox: Mailbox):
    sign_in(cast.dana).delete(ME)
    body = {
        "email": "dana@example.org",
        "password": "a password of hers",
        "full_name": "Dana",
        "role": "employer",
    }
    assert anonymous.post("/api/v1/auth/register/", body).status_code == 202
    token = mailbox.token("dana@example.org")
    answer = anonymous.post("/api/v1/auth/verify-email/", {"token": token})
    assert answer.json()["user"]["role"] == "employer"


def test_a_mail_on_its_way_to_an_erased_person_is_not_sent(
    cast: Cast, mailbox: Mailbox
):
    api = sign_in(cast.dana)
    api.post("/api/v1/auth/logout-all/")
    fresh = sign_in(cast.dana)
    fresh.post(
        "/api/v1/auth/password/change/",
        {"current_password": "correct horse battery staple", "new_password": "n" * 9},
    )
    sign_in(cast.dana).delete(ME)
    assert mailbox.subjects("dana@example.org") == ["Your account is deleted"]
