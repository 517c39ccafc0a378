"""The demo board's people: whole, safe to repeat, and never in production."""

import io
from typing import Any

import pytest
from django.core.management.base import OutputWrapper

from accounts.demo import DEMO_PASSWORD, DemoRefused, seed_accounts
from accounts.models import Company, Membership, User
from conftest import Api
from jobboard.demo import seed_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_development(settings: Any) -> None:
    settings.DEVELOPMENT = True


def counts() -> tuple[int, int, int]:
    return (
        User.objects.count(),
        Company.objects.count(),
        Membership.objects.count(),
    )


def test_every_login_works_and_is_what_it_says():
    logins = seed_demo(OutputWrapper(io.StringIO()))
    for login in logins:
        body = {"email": login["email"], "password": login["password"]}
        answer = Api().post("/api/v1/auth/token/", body)
        assert answer.status_code == 200, login
        user = answer.json()["user"]
        assert (user["role"], user["company_role"]) == (
            login["role"],
            login["company_role"],
        )
    cast = {(login["role"], login["company_role"]) for login in logins}
    assert cast == {
        ("admin", None),
        ("employer", "owner"),
        ("employer", "recruiter"),
        ("employer", "viewer"),
        ("employer", None),
        ("applicant", None),
    }


def test_twice_is_as_once():
    first = seed_accounts()
    before = counts()
    User.objects.filter(email="dana@example.org").update(full_name="Dana Changed")
    assert seed_accounts() == first
    assert counts() == before
    assert User.objects.get(email="dana@example.org").full_name == "Dana Changed"


def test_what_is_missing_is_added():
    seed_accounts()
    before = counts()
    User.objects.filter(email="bob@example.org").delete()
    seed_accounts()
    assert counts() == before


def test_every_company_is_public_and_some_wait_for_review():
    seed_accounts()
    assert Company.objects.public().count() == Company.objects.count() >= 10
    assert Company.objects.get(slug="acme").is_verified
    assert not Company.objects.get(slug="globex").is_verified


def test_production_is_refused_unless_forced(settings: Any):
    settings.DEVELOPMENT = False
    with pytest.raises(DemoRefused):
        seed_accounts()
    assert counts() == (0, 0, 0)
    assert {login["password"] for login in seed_accounts(force=True)} == {DEMO_PASSWORD}


def test_one_hash_and_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        seed_accounts()
    assert User.objects.values("password").distinct().count() == 1
