"""Links that anybody may ask for: to confirm an address again, to set a password.

The request only writes down what was asked, which is the same for every address.
Whether there is an account, and which mail goes out, is found out by a delivery.
"""

from typing import cast

from django.db import transaction

from accounts.kinds import LINK_ASKED, LINK_REPEATED, RESET_STARTED
from accounts.limits import (
    LINKS,
    RESET_MAILS,
    VERIFY_MAILS,
    count_client,
    may_write_to,
)
from accounts.models import User
from accounts.services.mailed_tokens import Purpose, issue_token
from accounts.services.registration import (
    Attempt,
    agreed_password,
    pending_attempts,
    prolong_attempts,
)
from events.registry import Kind
from events.services import record_event

_MAILS = {Purpose.VERIFY: VERIFY_MAILS, Purpose.RESET: RESET_MAILS}


def ask_for_link(*, purpose: Purpose, email: str, address: str) -> None:
    """Note that a link was asked for, unless it is asked for too often."""
    count_client(LINKS, address)
    if not may_write_to(_MAILS[purpose], email):
        return
    with transaction.atomic():
        record_event(
            kind=LINK_ASKED.name,
            actor="anonymous",
            subject="system",
            audience=[],
            payload={"purpose": purpose, "email": email},
        )


@transaction.atomic
def send_link(*, purpose: Purpose, email: str) -> None:
    """Mail the link that fits the account of an address, if there is one.

    A new password is set for accounts whose address is proven. Any other is first
    sent the link that proves it. What was signed up with stays pending as long as the
    new link is good; for every account alike, so that signing in tells nothing.
    """
    accounts = User.objects.with_address(email)
    user = accounts.select_for_update(no_key=True).first()
    if user is None:
        return
    prolong_attempts(user)
    if not user.is_active:
        return
    if not user.is_verified:
        attempt = _attempt_to_repeat(user)
        secret = issue_token(user=user, purpose=Purpose.VERIFY, data=dict(attempt))
        _mail(LINK_REPEATED, user, secret)
    elif purpose == Purpose.RESET:
        mail_reset_link(user)


def mail_reset_link(user: User) -> None:
    """Mail an account whose row is locked the link that sets a new password."""
    secret = issue_token(user=user, purpose=Purpose.RESET, data={})
    _mail(RESET_STARTED, user, secret)


def _attempt_to_repeat(user: User) -> Attempt:
    """Return what was signed up with, if only one password was chosen.

    When there were several, no link that its owner did not choose may decide for one
    of them, nor for a name: it proves the address, and the account has no password
    until it is set.
    """
    newest = pending_attempts(user).first()
    attempt = cast(Attempt, newest.data) if newest is not None else None
    if attempt is not None and agreed_password(user, attempt) is not None:
        return attempt
    return Attempt(
        email=user.email,
        password=None,
        full_name=user.email.partition("@")[0],
        role=attempt["role"] if attempt is not None else user.role,
        company=None,
    )


def _mail(kind: Kind, user: User, secret: str) -> None:
    record_event(
        kind=kind.name,
        actor="system",
        subject=user.key,
        audience=[],
        payload={"email": user.email, "token": secret},
    )
