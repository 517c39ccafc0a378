"""The demo board: what `./dev up` fills an empty database with."""

from typing import TypedDict

from django.core.management.base import OutputWrapper

from accounts.demo import seed_accounts
from applications.demo import seed_applications
from jobs.demo import begin_demo
from search.services.counting import count_words


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

    def progress(done: int, of: int) -> None:
        out.write(f"Demo jobs: {done:,} of {of:,}")

    if left := begin_demo(progress=progress):
        out.write(f"{left:,} more demo jobs are being added in the background.")
    if added := seed_applications():
        out.write(f"{added} demo applications")
    count_words()
    return [Login(**login) for login in logins]
