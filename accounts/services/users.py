"""What admins do to accounts: their role on the board, bans, and lifting them."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.actor import Actor
from accounts.company_kinds import (
    ACCOUNT_BANNED,
    ACCOUNT_ROLE_CHANGED,
    ACCOUNT_UNBANNED,
)
from accounts.models import Company, User
from accounts.roles import Role
from accounts.services.locks import lock_account_with_company
from accounts.services.mailed_tokens import drop_tokens
from accounts.services.members import end_membership
from accounts.services.moderation import NotNow
from accounts.services.rights import bump_version
from accounts.services.sessions import end_all_sessions
from accounts.services.suspension import suspend_if_ownerless
from events.registry import Kind
from events.services import record_event
from kernel.problems import Conflict, Forbidden, NotFound


class LastAdmin(Conflict):
    """Somebody must be left who can let others in."""

    code = "last_admin"
    title = "The board would be left without an admin"
    detail = "Make another account an admin first."


@transaction.atomic
def change_account(
    *,
    actor: Actor,
    user: User,
    role: Role | None = None,
    is_active: bool | None = None,
    check: Callable[[User], None],
) -> User:
    """Change what an account is and whether it may act; together, or not at all.

    `check` sees the account while nobody can change it, and may refuse. The company
    is locked before the accounts, as everywhere.
    """
    company, user = _lock(actor, user.pk)
    check(user)
    if role is not None and role != user.role and not user.is_verified:
        told = "Nobody has proven this address; the sign-up that does says the role."
        raise NotNow(told, allowed=["is_active"])
    refuse_last_admin(user, role=role, is_active=is_active)
    if role is not None and role != user.role:
        change_role(user, role, company=company, by=actor.key or "")
    if is_active is not None and is_active != user.is_active:
        change_ban(user, is_active=is_active, by=actor.key or "")
        if company is not None and not is_active:
            suspend_if_ownerless(company, by=actor.key or "")
    user.refresh_from_db()
    return user


def _lock(actor: Actor, user_id: UUID) -> tuple[Company | None, User]:
    company, held = lock_account_with_company(user_id)
    if user_id not in held:
        raise NotFound
    if actor.id not in held or not held[actor.id].is_staff:
        raise Forbidden
    return company, held[user_id]


def refuse_last_admin(
    user: User, *, role: Role | None = None, is_active: bool | None = None
) -> None:
    """Refuse to lose the last admin; every admin's account must be locked."""
    stays = role in {None, Role.ADMIN} and is_active is not False
    if user.is_staff and not stays:
        others = User.objects.active_admins().filter(~Q(pk=user.pk))
        if not others.exists():
            raise LastAdmin


def change_role(user: User, role: Role, *, company: Company | None, by: str) -> None:
    """Give an account another role; it and its company must be locked."""
    before = user.role
    if company is not None and role != Role.EMPLOYER:
        end_membership(company, user.pk, by=by)
    user.role = role
    user.save(update_fields=["role", "updated_at"])
    bump_version(user)
    record_role(user, before=before, by=by)


def record_role(user: User, *, before: str, by: str) -> None:
    """Record that an account is something else on the board now."""
    _record(ACCOUNT_ROLE_CHANGED, user, by, before=before, after=user.role)


def change_ban(user: User, *, is_active: bool, by: str) -> None:
    """Ban an account or lift the ban; it must be locked."""
    user.is_active = is_active
    user.save(update_fields=["is_active", "updated_at"])
    if not is_active:
        drop_tokens(user)
        end_all_sessions(user)
    _record(ACCOUNT_UNBANNED if is_active else ACCOUNT_BANNED, user, by)


def _record(kind: Kind, user: User, by: str, **payload: str) -> None:
    record_event(
        kind=kind.name,
        actor=by,
        subject=user.key,
        audience=[user.key, "admins"],
        payload=payload,
    )
