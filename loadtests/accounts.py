"""Make the accounts that a load test signs in with, or erase them again.

    python -m loadtests.accounts --users 200 --logins logins.json
    python -m loadtests.accounts --remove

It needs the board's own environment (DATABASE_URL, SECRET_KEY and so on) and no HTTP.
The password is random, the same for all of them, and stands in the file alone. Half of
the companies are verified; the others' jobs wait in the queue for an admin.
"""

import argparse
import fcntl
import json
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Company, Membership, User  # noqa: E402
from accounts.passwords import hash_password  # noqa: E402
from accounts.roles import CompanyRole, Role  # noqa: E402
from accounts.services.profile import erase_account  # noqa: E402
from loadtests.corpus.people import full_name  # noqa: E402

DOMAIN = "load-test.example.org"
SLUG = "load-test-company"
SHARES = {Role.APPLICANT: 1.0, Role.EMPLOYER: 0.3, Role.ADMIN: 0.1}
"""So many accounts of a role to each user of a run, and one at least."""


def make(users: int, path: Path) -> int:
    """Make what is missing for so many users, write the logins; return how many.

    Several Locust workers may ask at once: one after the other, for one password.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _make(users, path)


def _make(users: int, path: Path) -> int:
    password = _known_password(path) or secrets.token_urlsafe(18)
    people = [
        (role, number)
        for role, share in SHARES.items()
        for number in range(1, 1 + max(1, round(users * share)))
    ]
    _add(people, password)
    logins = [
        {"email": _email(*each), "password": password, "role": each[0].value}
        for each in people
    ]
    new = path.with_suffix(f".{os.getpid()}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(logins, file, indent=1)
    new.replace(path)
    return len(logins)


def _known_password(path: Path) -> str:
    try:
        return str(json.loads(path.read_text())[0]["password"])
    except (OSError, ValueError, LookupError):
        return ""


def _email(role: Role, number: int) -> str:
    return f"{role.value}-{number}@{DOMAIN}"


@transaction.atomic
def _add(people: Iterable[tuple[Role, int]], password: str) -> None:
    now, encoded = timezone.now(), hash_password(password)
    User.objects.bulk_create(
        (
            User(
                email=_email(role, number),
                email_key=_email(role, number),
                full_name=full_name(number, seed=role.value),
                role=role,
                password=encoded,
                email_verified_at=now,
            )
            for role, number in people
        ),
        update_conflicts=True,
        unique_fields=["email_key"],
        update_fields=["password"],
    )
    numbers = [number for role, number in people if role == Role.EMPLOYER]
    Company.objects.bulk_create(
        (
            Company(
                slug=f"{SLUG}-{number}",
                name=f"Load Test Company {number}",
                verified_at=now if number % 2 else None,
            )
            for number in numbers
        ),
        ignore_conflicts=True,
    )
    _join(numbers)


def _join(numbers: list[int]) -> None:
    """Make each employer the owner of the company with the same number."""
    emails = [_email(Role.EMPLOYER, number) for number in numbers]
    users = User.objects.in_bulk(emails, field_name="email_key")
    slugs = [f"{SLUG}-{number}" for number in numbers]
    companies = Company.objects.in_bulk(slugs, field_name="slug")
    Membership.objects.bulk_create(
        (
            Membership(
                user=users[email],
                company=companies[slug],
                company_role=CompanyRole.OWNER,
            )
            for email, slug in zip(emails, slugs, strict=True)
        ),
        ignore_conflicts=True,
    )


def remove() -> int:
    """Erase all of them as people erase themselves; return how many.

    Their companies are left without an owner, and so suspended: nothing of them shows.
    """
    ours = User.objects.filter(email_key__endswith=f"@{DOMAIN}")
    ids = list(ours.values_list("pk", flat=True))
    for user_id in ids:
        erase_account(user_id=user_id)
    return len(ids)


def main() -> int:
    """Make accounts, or erase all of them."""
    parser = argparse.ArgumentParser(
        prog="python -m loadtests.accounts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--users", type=int, default=100, help="of a run, at most")
    parser.add_argument("--logins", type=Path, default=Path("logins.json"))
    parser.add_argument("--remove", action="store_true", help="erase them")
    options = parser.parse_args()
    if options.remove:
        print(f"{remove()} accounts were erased.")
    else:
        print(f"{make(options.users, options.logins)} logins: {options.logins}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
