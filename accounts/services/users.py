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
from accounts.models import User
from accounts.roles import Role
from accounts.services.members import lock_company_of, release_member
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
    company = lock_company_of(user)
    user = _lock(actor, user.pk)
    check(user)
    _refuse_last_admin(user, role=role, is_active=is_active)
    if role is not None and role != user.role:
        _change_role(user, role, by=actor.key or "")
    if is_active is not None and is_active != user.is_active:
        _change_ban(user, is_active=is_active, by=actor.key or "")
        if company is not None and not is_active:
            suspend_if_ownerless(company, by=actor.key or "")
    user.refresh_from_db()
    return user


def keep_an_admin(*, user_id: UUID) -> None:
    """Refuse to lose the last admin; call it before an account is deleted."""
    user = _lock_with_admins(user_id).get(user_id)
    if user is not None:
        _refuse_last_admin(user, role=None, is_active=False)


def _lock_with_admins(user_id: UUID) -> dict[UUID, User]:
    """Hold an account and every admin's, in one order, so that one admin is left."""
    admins = Q(role=Role.ADMIN, is_active=True)
    rows = User.objects.select_for_update(no_key=True).filter(Q(pk=user_id) | admins)
    return {user.pk: user for user in rows.order_by("pk")}


def _lock(actor: Actor, user_id: UUID) -> User:
    locked = _lock_with_admins(user_id)
    if user_id not in locked:
        raise NotFound
    if actor.id not in locked or not locked[actor.id].is_staff:
        raise Forbidden
    found: User = locked[user_id]
    return found


def _refuse_last_admin(
    user: User, *, role: Role | None, is_active: bool | None
) -> None:
    stays = role in {None, Role.ADMIN} and is_active is not False
    if user.is_staff and not stays:
        others = User.objects.active_admins().filter(~Q(pk=user.pk))
        if not others.exists():
            raise LastAdmin


def _change_role(user: User, role: Role, *, by: str) -> None:
    before = user.role
    if role != Role.EMPLOYER:
        release_member(user=user, by=by)
    user.role = role
    user.save(update_fields=["role", "updated_at"])
    bump_version(user)
    _record(ACCOUNT_ROLE_CHANGED, user, by, before=before, after=role)


def _change_ban(user: User, *, is_active: bool, by: str) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active", "updated_at"])
    if not is_active:
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
