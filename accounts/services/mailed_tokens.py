"""Secrets that go out by mail: made, and presented once."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import MailedToken, User
from accounts.secrets import digest, new_secret
from kernel.problems import Forbidden, Problem

Purpose = MailedToken.Purpose
LIFETIMES = {
    Purpose.VERIFY: timedelta(days=3),
    Purpose.RESET: timedelta(hours=1),
    Purpose.CHANGE_ADDRESS: timedelta(days=1),
}


class MailedTokenInvalid(Problem):
    """The token from the mail is unknown, too old, or was used before."""

    status = 400
    code = "mailed_token_invalid"
    title = "This link does not work any more"
    detail = "It was used before, or it is too old. Ask for a new one."


class AccountBanned(Forbidden):
    """The account is banned; said only to whoever proved that it is theirs."""

    code = "account_banned"
    title = "This account is banned"


def issue_token(*, user: User, purpose: Purpose, data: dict[str, Any]) -> str:
    """Make a token and return the secret that only the mail may carry."""
    secret = new_secret()
    MailedToken.objects.create(
        user=user,
        purpose=purpose,
        token_digest=digest(secret),
        data=data,
        expires_at=timezone.now() + LIFETIMES[purpose],
    )
    return secret


def is_presentable(secret: str, *purposes: Purpose) -> bool:
    """Tell whether a token would be taken, before work is spent on it."""
    return _find(secret, purposes) is not None


def present_token(secret: str, *purposes: Purpose) -> tuple[User, MailedToken]:
    """Use a token up and return its account, locked until the transaction ends."""
    found = _find(secret, purposes)
    if found is None:
        raise MailedTokenInvalid
    user = User.objects.select_for_update().filter(pk=found.user_id).first()
    if user is None or not MailedToken.objects.filter(pk=found.pk).exists():
        raise MailedTokenInvalid
    if not user.is_active:
        raise AccountBanned
    found.delete()
    return user, found


def _find(secret: str, purposes: tuple[Purpose, ...]) -> MailedToken | None:
    return MailedToken.objects.filter(
        token_digest=digest(secret),
        purpose__in=purposes,
        expires_at__gt=timezone.now(),
    ).first()


def drop_tokens(user: User) -> None:
    """Make every other token that was mailed for an account worthless."""
    MailedToken.objects.filter(user=user).delete()
