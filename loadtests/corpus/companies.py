"""The companies of a corpus, each with an owner who stands behind it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.demo import DEMO_PASSWORD
from accounts.passwords import hash_password
from accounts.roles import CompanyRole, Role
from loadtests.corpus.ads import company_of
from loadtests.corpus.copying import Row, copy_rows, present
from loadtests.corpus.ids import id_of
from loadtests.corpus.people import full_name
from loadtests.corpus.plan import Plan

AGE = timedelta(days=200)
USER = (
    "id",
    "email",
    "email_key",
    "full_name",
    "role",
    "password",
    "is_active",
    "email_verified_at",
    "ver",
    "created_at",
    "updated_at",
)
_COMPANY = (
    "id",
    "name",
    "slug",
    "website",
    "description",
    "verified_at",
    "created_at",
    "updated_at",
)
_MEMBER = ("id", "company_id", "user_id", "company_role", "joined_at")


def known_password() -> str:
    """Return the hash of all passwords: the demo's, and nobody's in production."""
    return hash_password(DEMO_PASSWORD) if settings.DEVELOPMENT else "!"


def user_row(
    id_: UUID, role: Role, named: tuple[str, str], password: str, at: datetime
) -> Row:
    """Return the row of an account with an address and a name."""
    email, name = named
    return (id_, email, email, name, role.value, password, True, at, 1, at, at)


def add_companies(plan: Plan) -> int:
    """Add the companies that are missing, each with its owner; return how many."""
    count, seed, at = plan.companies, plan.seed, plan.now - AGE
    ids = [id_of("company", seed, number) for number in range(count)]
    known = present("accounts_company", ids)
    missing = [number for number in range(count) if ids[number] not in known]
    password = known_password()
    copy_rows("accounts_company", _COMPANY, (_company(n, seed, at) for n in missing))
    copy_rows(
        "accounts_user",
        USER,
        (_owner(number, seed, password, at) for number in missing),
    )
    copy_rows("accounts_membership", _MEMBER, (_member(n, seed, at) for n in missing))
    return len(missing)


def _owner(number: int, seed: int, password: str, at: datetime) -> Row:
    return user_row(
        id_of("owner", seed, number),
        Role.EMPLOYER,
        (
            f"owner@{_slug(number, seed)}.example.com",
            full_name(number, seed=f"owner {seed}"),
        ),
        password,
        at,
    )


def _slug(number: int, seed: int) -> str:
    # The demo's companies have the plain ones.
    return f"{company_of(number, seed)['slug']}-s{seed}"


def _company(number: int, seed: int, at: datetime) -> Row:
    made: dict[str, Any] = company_of(number, seed)
    return (
        id_of("company", seed, number),
        made["name"],
        _slug(number, seed),
        made["website"],
        made["description"],
        at if made["is_verified"] else None,
        at,
        at,
    )


def _member(number: int, seed: int, at: datetime) -> Row:
    return (
        id_of("member", seed, number),
        id_of("company", seed, number),
        id_of("owner", seed, number),
        CompanyRole.OWNER.value,
        at,
    )
