"""Proving an address: what a token from a mail makes true of its account.

Whoever presents one has the mailbox, so they are signed in. That does not tell whose
password its sign-up chose: the password begins to count only when every pending
sign-up for the address chose the same (see `registration`). Otherwise the account has
none, no company is opened, and a link to set a password is mailed at once.
"""

from typing import cast

from django.db import transaction
from django.utils import timezone

from accounts.emails import address_key
from accounts.kinds import ACCOUNT_VERIFIED, ADDRESS_CHANGED
from accounts.limits import PRESENTED, count_client
from accounts.models import ApiKey, MailedToken, User
from accounts.passwords import pattern_of
from accounts.services.companies import open_company
from accounts.services.links import mail_reset_link
from accounts.services.mailed_tokens import (
    MailedTokenInvalid,
    Purpose,
    drop_tokens,
    present_token,
)
from accounts.services.registration import Attempt, agreed_password
from accounts.services.sessions import Device, SignedIn, start_session
from events.services import record_event
from kernel.failures import register_constraint
from kernel.problems import Conflict


class AddressTaken(Conflict):
    """Another account has proven this address in the meantime."""

    code = "address_taken"
    title = "This address belongs to another account"


register_constraint("account_once_per_address", AddressTaken)


def verify_address(*, token: str, device: Device) -> SignedIn:
    """Do what a mailed token says, and sign its account in."""
    # Outside of the transaction: a refusal would take the count back.
    count_client(PRESENTED, device.address)
    return _verify(token, device)


@transaction.atomic
def _verify(token: str, device: Device) -> SignedIn:
    user, mailed = present_token(token, Purpose.VERIFY, Purpose.CHANGE_ADDRESS)
    if mailed.purpose == Purpose.CHANGE_ADDRESS:
        _change_address(user, mailed)
        drop_tokens(user)
    else:
        attempt = cast(Attempt, mailed.data)
        password = agreed_password(user, attempt)
        drop_tokens(user)
        _begin(user, attempt, password)
    fresh = User.objects.select_related("membership").get(pk=user.pk)
    return start_session(user=fresh, device=device)


def _begin(user: User, attempt: Attempt, password: str | None) -> None:
    """Make the account what the attempt said whose token was presented.

    One without a password keeps a salt instead, as a new one does: later attempts to
    sign up with its address compare with each other.
    """
    if user.is_verified:
        raise MailedTokenInvalid
    user.email = attempt["email"]
    user.password = password or pattern_of(None)
    user.full_name = attempt["full_name"]
    user.role = attempt["role"]
    user.email_verified_at = timezone.now()
    user.save(
        update_fields=[
            "email",
            "password",
            "full_name",
            "role",
            "email_verified_at",
            "updated_at",
        ]
    )
    record_event(
        kind=ACCOUNT_VERIFIED.name,
        actor=user.key,
        subject=user.key,
        audience=[user.key],
        payload={"role": user.role},
    )
    if password is None:
        mail_reset_link(user)
    elif attempt["company"] is not None:
        open_company(user=user, **attempt["company"])


def _change_address(user: User, mailed: MailedToken) -> None:
    """Give an account its new address; an unproven claim on it gives way.

    Its API keys end: they may be those of whom it is being taken back from.
    """
    old, new = user.email, str(mailed.data["email"])
    other = User.objects.with_address(new).exclude(pk=user.pk).first()
    if other is not None:
        if other.is_verified or not other.is_active:
            raise AddressTaken
        other.delete()
    user.email, user.email_key = new, address_key(new)
    user.save(update_fields=["email", "email_key", "updated_at"])
    ApiKey.objects.filter(user=user).delete()
    record_event(
        kind=ADDRESS_CHANGED.name,
        actor=user.key,
        subject=user.key,
        audience=[user.key],
        payload={"old_email": old},
    )
