"""The first admin, and any that the command line makes after it."""

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
from accounts.services.users import change_ban, change_role
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
    with transaction.atomic():
        User.objects.with_address(email).filter(email_verified_at=None).delete()
        made: User = User.objects.create(
            email=email,
            email_key=address_key(email),
            full_name=full_name,
            role=Role.ADMIN,
            password=encoded,
            email_verified_at=timezone.now(),
        )
        return made


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
