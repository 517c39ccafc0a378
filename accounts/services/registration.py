"""Signing up: an attempt is noted, and whoever proves the address decides.

Every attempt has a token of its own, which carries what that attempt said. So nobody
can prepare an account for somebody else's address, before or after they sign up.
A known address costs exactly what an unknown one does: one hash, one row written to
the accounts, one token and one event, whichever they are.
"""

from typing import Any, TypedDict

from django.db import transaction

from accounts.emails import address_key
from accounts.kinds import SIGN_UP_IGNORED, SIGN_UP_REPEATED, SIGN_UP_STARTED
from accounts.limits import SIGN_UP_MAILS, SIGN_UPS, count_client, may_write_to
from accounts.models import MailedToken, User
from accounts.passwords import check_strength, hash_like, pattern_of, require_room
from accounts.secrets import new_secret
from accounts.services.mailed_tokens import Purpose, issue_token
from events.services import record_event


class CompanyWish(TypedDict):
    """The company that an employer wants to open with the account."""

    name: str
    website: str


class Attempt(TypedDict):
    """What one sign-up said, and what its token makes of the account."""

    email: str
    password: str | None
    full_name: str
    role: str
    company: CompanyWish | None


def sign_up(
    *,
    email: str,
    password: str,
    full_name: str,
    role: str,
    company: CompanyWish | None,
    address: str,
) -> None:
    """Note an attempt to sign up, and have its address told by mail.

    The hash takes the salt of the account's own password, so that signing in can
    compare with both at the price of one (see `signing_in`).
    """
    require_room()
    count_client(SIGN_UPS, address)
    check_strength(password, field="password")
    known = User.objects.with_address(email).values_list("password", flat=True)
    attempt = Attempt(
        email=email,
        password=hash_like(password, pattern_of(known.first())),
        full_name=full_name,
        role=role,
        company=company,
    )
    if may_write_to(SIGN_UP_MAILS, email):
        _note(attempt)


@transaction.atomic
def _note(attempt: Attempt) -> None:
    user = _lock_or_create(attempt)
    secret = issue_token(user=user, purpose=Purpose.VERIFY, data=dict(attempt))
    private: dict[str, Any] = {"email": attempt["email"]}
    if not user.is_active:
        kind, private["attempt"] = SIGN_UP_IGNORED, new_secret()
    elif user.is_verified:
        kind, private["attempt"] = SIGN_UP_REPEATED, new_secret()
    else:
        kind, private["token"] = SIGN_UP_STARTED, secret
    record_event(
        kind=kind.name,
        actor=user.key,
        subject=user.key,
        audience=[],
        payload={"role": attempt["role"]} | private,
    )


def _lock_or_create(attempt: Attempt) -> User:
    """Return the address's account, unverified if it is new, its row locked.

    One statement writes one row in either case; the one of a known address is
    written as it was.
    """
    key = address_key(attempt["email"])
    fresh = User(
        email=attempt["email"],
        email_key=key,
        password=attempt["password"] or "",
        full_name=attempt["full_name"],
        role=attempt["role"],
    )
    User.objects.bulk_create(
        [fresh],
        update_conflicts=True,
        unique_fields=["email_key"],
        update_fields=["email_key"],
    )
    user: User = User.objects.get(email_key=key)
    return user


def pending_hashes(email: str) -> list[str]:
    """Return the passwords of the attempts that nobody has confirmed yet, hashed."""
    noted = MailedToken.objects.filter(
        user__email_key=address_key(email), purpose=Purpose.VERIFY
    ).values_list("data__password", flat=True)
    return [encoded for encoded in noted if encoded]
