"""The first admin, and any that the command line makes after it."""

from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.emails import address_key
from accounts.models import User
from accounts.passwords import check_strength, hash_password
from accounts.roles import Role
from accounts.services.locks import lock_account_with_company
from accounts.services.mailed_tokens import drop_tokens
from accounts.services.sessions import end_all_sessions
from accounts.services.users import change_ban, change_role, record_role
from kernel.problems import NotFound

SYSTEM = "system"


class NeedsPassword(Exception):
    """The account has to be made, or is not proven: say which password it gets."""


def make_admin(*, email: str, full_name: str, password: str | None) -> User:
    """Make an account an admin; one whose address nobody proved gets the password.

    Whoever signed up with the address before, unproven, must not become one.
    """
    user: User | None = User.objects.with_address(email).first()
    if user is not None and user.is_verified:
        return _promote(user.pk)
    if password is None:
        raise NeedsPassword
    check_strength(password, field="password")
    encoded = hash_password(password)
    made = _take_over(email=email, full_name=full_name, password=encoded)
    # Somebody proved the address while we were hashing: that account is promoted.
    return made or make_admin(email=email, full_name=full_name, password=password)


@transaction.atomic
def _take_over(*, email: str, full_name: str, password: str) -> User | None:
    """Make the admin, in place of what sign-ups nobody confirmed have left there."""
    fields = {"email": email, "full_name": full_name, "role": Role.ADMIN}
    user, made = User.objects.select_for_update(no_key=True).get_or_create(
        email_key=address_key(email), defaults=fields
    )
    if user.is_verified:
        return None
    before = user.role
    user.email, user.full_name, user.role = email, full_name, Role.ADMIN
    user.password, user.is_active = password, True
    user.email_verified_at = timezone.now()
    user.save()
    drop_tokens(user)
    if not made:
        record_role(user, before=before, by=SYSTEM)
    return cast(User, user)


@transaction.atomic
def _promote(user_id: UUID) -> User:
    company, held = lock_account_with_company(user_id)
    if user_id not in held:
        raise NotFound
    user = held[user_id]
    if user.role != Role.ADMIN:
        change_role(user, Role.ADMIN, company=company, by=SYSTEM)
    if not user.is_active:
        change_ban(user, is_active=True, by=SYSTEM)
    drop_tokens(user)
    end_all_sessions(user)
    return user
