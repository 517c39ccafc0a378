"""Signing in with address and password, and checking the password of who is in."""

from uuid import UUID

from django.db import transaction

from accounts.limits import (
    PASSWORD_CHECKS,
    count_guess,
    forgive_guess,
)
from accounts.models import User
from accounts.passwords import compare_password, require_room
from accounts.services.mailed_tokens import AccountBanned
from accounts.services.registration import pending_hashes
from accounts.services.sessions import Device, SignedIn, start_session
from accounts.tokens import TokenRevoked
from kernel.limits import require
from kernel.problems import FieldError, Forbidden, Invalid, NotAuthenticated


class BadCredentials(NotAuthenticated):
    """The address is unknown or the password is wrong; which of the two is not said."""

    code = "bad_credentials"
    title = "Address or password is wrong"
    detail = "Check both. A forgotten password is reset at auth/password/forgot/."


class EmailUnverified(Forbidden):
    """The password is right, but nobody has proven the address yet."""

    code = "email_unverified"
    title = "Confirm your address first"
    detail = "Open the link that we mailed, or ask for it again."


def sign_in(*, email: str, password: str, device: Device) -> SignedIn:
    """Open a session for whoever knows the password of an address.

    One hash is computed, whatever is known of the address. It is compared with the
    account's and with those of unconfirmed sign-ups: somebody who signed up with an
    address and signs in at once is told `email_unverified` whether or not it has an
    account, and so does not learn which.
    """
    require_room()
    count_guess(email=email, address=device.address)
    user = User.objects.with_address(email).first()
    pending = pending_hashes(email)
    known = user.password if user is not None else None
    is_own, *are_pending = compare_password(password, [known, *pending])
    if user is None or not is_own:
        if any(are_pending):
            raise EmailUnverified
        raise BadCredentials
    if not user.is_active:
        raise AccountBanned
    if not user.is_verified:
        raise EmailUnverified
    signed_in = _open(user, device)
    forgive_guess(email=email, address=device.address)
    return signed_in


@transaction.atomic
def _open(seen: User, device: Device) -> SignedIn:
    """Open the session, unless the account changed while we were hashing."""
    user = (
        User.objects.select_for_update(no_key=True, of=("self",))
        .select_related("membership")
        .filter(pk=seen.pk, password=seen.password, is_active=True)
        .first()
    )
    if user is None:
        raise BadCredentials
    return start_session(user=user, device=device)


def confirm_password(*, user_id: UUID, password: str, field: str) -> User:
    """Return the account of somebody signed in who knows its password as well."""
    require(PASSWORD_CHECKS, str(user_id))
    user: User | None = User.objects.filter(pk=user_id).first()
    if user is None:
        raise TokenRevoked("Sign in again.")
    [is_right] = compare_password(password, [user.password])
    if not is_right:
        wrong = FieldError(field=field, code="wrong_password", detail="It is not this.")
        raise Invalid(errors=[wrong])
    return user
