"""The people of the demo board, each with a login that `./dev up` prints.

Safe to repeat: what is there stays as it is, what is missing is added.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypedDict
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from accounts.demo_companies import COMPANIES, DemoCompany
from accounts.emails import address_key
from accounts.models import Company, Membership, User
from accounts.passwords import hash_password
from accounts.roles import CompanyRole, Role

DEMO_PASSWORD = "demo-board-password"  # noqa: S105  # known to everybody, on purpose


class DemoRefused(CommandError):
    """A board that is not for development gets no accounts with a known password."""


class DemoLogin(TypedDict):
    """One account of the demo board."""

    email: str
    password: str
    role: str
    company_role: str | None


class Person(NamedTuple):
    """One account, and what it is where."""

    email: str
    full_name: str
    role: Role
    company: str | None = None
    company_role: CompanyRole | None = None


PEOPLE = (
    Person("erin@example.org", "Erin Admin", Role.ADMIN),
    *(
        Person(f"{name}@example.org", full_name, Role.EMPLOYER, company, company_role)
        for name, full_name, company, company_role in (
            ("alice", "Alice Anvil", "acme", CompanyRole.OWNER),
            ("bob", "Bob Beryl", "acme", CompanyRole.RECRUITER),
            ("vera", "Vera Vale", "acme", CompanyRole.VIEWER),
            ("grace", "Grace Globe", "globex", CompanyRole.OWNER),
            ("charlie", "Charlie Cole", "globex", CompanyRole.RECRUITER),
        )
    ),
    Person("newt@example.org", "Newt Novak", Role.EMPLOYER),
    Person("dana@example.org", "Dana Diaz", Role.APPLICANT),
    Person("eve@example.org", "Eve Ekström", Role.APPLICANT),
)
_OWNED = {person.company for person in PEOPLE if person.company}


def _owner_of(company: DemoCompany) -> Person:
    return Person(
        f"owner@{company.slug}.example.com",
        f"Owner of {company.name}"[:200],
        Role.EMPLOYER,
        company.slug,
        CompanyRole.OWNER,
    )


OTHER_OWNERS = tuple(
    _owner_of(company) for company in COMPANIES if company.slug not in _OWNED
)


@transaction.atomic
def seed_accounts(*, force: bool = False) -> list[DemoLogin]:
    """Add the people and companies that are missing; return the logins to print."""
    if not (settings.DEVELOPMENT or force):
        raise DemoRefused("The demo's password is public: set DEBUG=on to have it.")
    _add_users([*PEOPLE, *OTHER_OWNERS])
    _add_companies(COMPANIES)
    _add_members([*PEOPLE, *OTHER_OWNERS])
    return [
        DemoLogin(
            email=person.email,
            password=DEMO_PASSWORD,
            role=person.role.value,
            company_role=person.company_role.value if person.company_role else None,
        )
        for person in PEOPLE
    ]


@transaction.atomic
def add_demo_companies(companies: Iterable[DemoCompany]) -> dict[str, UUID]:
    """Add companies that are missing, each with an owner; return the ids by slug."""
    listed = list(companies)
    owners = [_owner_of(company) for company in listed if company.slug not in _OWNED]
    _add_users(owners)
    _add_companies(listed)
    _add_members(owners)
    found = Company.objects.filter(slug__in=[company.slug for company in listed])
    return dict(found.values_list("slug", "pk"))


@transaction.atomic
def add_demo_applicants(named: Iterable[tuple[str, str]]) -> list[User]:
    """Add applicants that are missing, by a name for the address and a full name."""
    people = [
        Person(f"{name}@example.org", full_name, Role.APPLICANT)
        for name, full_name in named
    ]
    _add_users(people)
    keys = [address_key(person.email) for person in people]
    return list(User.objects.filter(email_key__in=keys).order_by("email_key"))


def _add_users(people: list[Person]) -> None:
    encoded = hash_password(DEMO_PASSWORD)  # once: it is slow by design
    User.objects.bulk_create(
        (
            User(
                email=person.email,
                email_key=address_key(person.email),
                full_name=person.full_name,
                role=person.role,
                password=encoded,
                email_verified_at=timezone.now(),
            )
            for person in people
        ),
        ignore_conflicts=True,
    )


def _add_companies(companies: Iterable[DemoCompany]) -> None:
    Company.objects.bulk_create(
        (
            Company(
                slug=company.slug,
                name=company.name,
                website=company.website,
                description=company.description,
                verified_at=timezone.now() if company.is_verified else None,
            )
            for company in companies
        ),
        ignore_conflicts=True,
    )


def _add_members(people: list[Person]) -> None:
    """Put employers into their companies, but nobody who has a company by now."""
    users = User.objects.in_bulk(
        [address_key(person.email) for person in people], field_name="email_key"
    )
    companies = Company.objects.in_bulk(
        [person.company for person in people if person.company], field_name="slug"
    )
    Membership.objects.bulk_create(
        (
            Membership(
                user=users[address_key(person.email)],
                company=companies[person.company],
                company_role=person.company_role,
            )
            for person in people
            if person.company and person.company_role
        ),
        ignore_conflicts=True,
    )
