"""The demo board: what `./dev up` fills an empty database with."""

from typing import TypedDict

from django.core.management.base import OutputWrapper

from accounts.demo import seed_accounts


class Login(TypedDict):
    """One account of the demo board, as `./dev up` prints it."""

    email: str
    password: str
    role: str
    company_role: str | None


def seed_demo(out: OutputWrapper) -> list[Login]:
    """Add what is missing of the demo board and return its logins.

    Each app that has demo data adds one call here; each call is safe to repeat.
    """
    logins = seed_accounts()
    return [Login(**login) for login in logins]
