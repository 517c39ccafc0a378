"""Signing up: an attempt is noted, and whoever proves the address decides.

Every attempt has a token of its own, which carries what that attempt said, and each is
noted, also when no mail tells of it. Whoever presents a token has the mailbox, which
does not say whose attempt it was: the mails look alike. So a password comes to life
only while every attempt that is pending for the address chose the same one. Until then
the account's row holds a salt and no password.

A known address costs exactly what an unknown one does: one hash, one row written to
the accounts, one token and one event, whichever they are.
"""

from typing import Any, TypedDict

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.emails import address_key
from accounts.kinds import SIGN_UP_IGNORED, SIGN_UP_REPEATED, SIGN_UP_STARTED
from accounts.limits import SIGN_UP_MAILS, SIGN_UPS, count_client, may_write_to
from accounts.models import MailedToken, User
from accounts.passwords import check_strength, hash_like, pattern_of, require_room
from accounts.secrets import new_secret
from accounts.services.mailed_tokens import LIFETIMES, Purpose, issue_token
from events.services import record_event

MOST_ATTEMPTS = 20
"""So many for one address may agree on a password; of more, not all are noted."""


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

    The hash takes the salt of the account's row, so that attempts compare with each
    other, and signing in with all of them at the price of one (see `signing_in`).
    """
    require_room()
    count_client(SIGN_UPS, address)
    check_strength(password, field="password")
    known = User.objects.with_address(email).values_list("password", flat=True).first()
    pattern = pattern_of(known)
    attempt = Attempt(
        email=email,
        password=hash_like(password, pattern),
        full_name=full_name,
        role=role,
        company=company,
    )
    _note(
        attempt,
        # A hash that was an account's must not get into the row of a new one.
        salt=pattern if known is None else pattern_of(None),
        is_told=may_write_to(SIGN_UP_MAILS, email),
    )


@transaction.atomic
def _note(attempt: Attempt, *, salt: str, is_told: bool) -> None:
    user = _lock_or_create(attempt, salt)
    if not is_told and pending_attempts(user).count() > MOST_ATTEMPTS:
        prolong_attempts(user)  # what is not noted is disputed as long as it would be
        return
    secret = issue_token(user=user, purpose=Purpose.VERIFY, data=dict(attempt))
    if is_told:
        _tell(user, attempt, secret)


def _tell(user: User, attempt: Attempt, secret: str) -> None:
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


def _lock_or_create(attempt: Attempt, salt: str) -> User:
    """Return the address's account, its row locked; a new one has no password.

    One statement writes one row in either case; the one of a known address is
    written as it was.
    """
    key = address_key(attempt["email"])
    fresh = User(
        email=attempt["email"],
        email_key=key,
        password=salt,
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
    """Return the passwords of the attempts that can still be confirmed, hashed."""
    noted = _pending().filter(user__email_key=address_key(email))
    return [each for each in noted.values_list("data__password", flat=True) if each]


def pending_attempts(user: User) -> QuerySet[MailedToken]:
    """Return the tokens of the attempts for an account, the newest first."""
    return _pending().filter(user=user).order_by("-created_at", "-pk")


def prolong_attempts(user: User) -> None:
    """Let what is pending be pending for the whole time again, all of it alike."""
    until = timezone.now() + LIFETIMES[Purpose.VERIFY]
    _pending().filter(user=user).update(expires_at=until)


def agreed_password(user: User, attempt: Attempt) -> str | None:
    """Return an attempt's password, hashed, if no pending one chose another.

    Where there are too many to have noted them all, they count as disagreeing.
    """
    others = pending_attempts(user).values_list("data__password", flat=True)
    chosen = [attempt["password"], *others[:MOST_ATTEMPTS]]
    agreed = len(chosen) <= MOST_ATTEMPTS and len(set(chosen)) == 1
    return attempt["password"] if agreed else None


def _pending() -> QuerySet[MailedToken]:
    return MailedToken.objects.filter(
        purpose=Purpose.VERIFY, expires_at__gt=timezone.now()
    )
