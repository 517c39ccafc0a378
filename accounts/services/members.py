"""Members of a company: their roles, leaving and removal, and never without an owner.

Every function here locks the company's row first and an account's row after it.
Whoever holds an account's row already must not call these.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from accounts.company_kinds import (
    MEMBER_LEFT,
    MEMBER_REMOVED,
    MEMBER_ROLE_CHANGED,
)
from accounts.models import Company, Membership, User
from accounts.models.companies import MembershipQuerySet
from accounts.roles import CompanyRole
from accounts.services.rights import bump_version
from accounts.services.suspension import suspend_if_ownerless
from events.services import record_event
from kernel.problems import Conflict, Forbidden, NotFound


class SoleOwner(Conflict):
    """The only owner stays one while others belong to the company."""

    code = "sole_owner"
    title = "The company would be left without an owner"
    detail = "Make another member an owner first."


@transaction.atomic
def remove_member(*, actor: Actor, company: Company, user_id: UUID) -> None:
    """Leave a company, or take somebody else out of one's own."""
    if user_id == actor.id:
        company = lock_company(company.pk)
    else:
        company = lock_own_company(actor, company)
    end_membership(company, user_id, by=actor.key or "")


@transaction.atomic
def change_company_role(
    *,
    actor: Actor,
    company: Company,
    user_id: UUID,
    company_role: CompanyRole | None,
    check: Callable[[Membership], None],
) -> Membership:
    """Give a member another role; asking for the present one changes nothing.

    `check` sees the member while nobody can change them, and may refuse.
    """
    company = lock_own_company(actor, company)
    membership = _membership(company, user_id)
    check(membership)
    before = membership.company_role
    if company_role is None or before == company_role:
        return membership
    if before == CompanyRole.OWNER and not _others(membership).active_owners():
        raise SoleOwner
    membership.company_role = company_role
    membership.save(update_fields=["company_role"])
    bump_version(membership.user)
    record_event(
        kind=MEMBER_ROLE_CHANGED.name,
        actor=actor.key or "",
        subject=membership.user.key,
        audience=_audience(company, membership.user),
        payload={
            "company": str(company.pk),
            "before": before,
            "after": company_role,
            "company_name": company.name,
        },
    )
    return membership


def lock_company(company_id: UUID) -> Company:
    """Hold a company's row, and with it the set of its members, until the end."""
    locked = Company.objects.select_for_update(no_key=True).filter(pk=company_id)
    company = locked.first()
    if company is None:
        raise NotFound
    return company


def lock_own_company(actor: Actor, company: Company) -> Company:
    """Hold a company for one of its owners, who may just have ceased to be one."""
    locked = lock_company(company.pk)
    owners = locked.memberships.active_owners().values_list("user_id", flat=True)
    if actor.id not in owners:
        raise Forbidden
    return locked


def lock_company_of(user_id: UUID) -> Company | None:
    """Hold the company that an account belongs to, even if that just changed."""
    while membership := Membership.objects.filter(user=user_id).first():
        company = lock_company(membership.company_id)
        if company.memberships.filter(user=user_id).exists():
            return company
    return None


def _membership(company: Company, user_id: UUID) -> Membership:
    membership = (
        Membership.objects.select_related("user")
        .filter(company=company, user_id=user_id)
        .first()
    )
    if membership is None:
        raise NotFound
    return membership


def end_membership(company: Company, user_id: UUID, *, by: str) -> None:
    """End a membership, with all that hangs on it; the company must be locked.

    `by` names who does it: the member, an owner, an admin or the system.
    """
    membership = _membership(company, user_id)
    user = membership.user
    others = _others(membership)
    is_owner = membership.company_role == CompanyRole.OWNER
    if is_owner and others.exists() and not others.active_owners():
        raise SoleOwner
    kind = MEMBER_LEFT if by == user.key else MEMBER_REMOVED
    payload = {"company": str(company.pk), "company_role": membership.company_role}
    if kind is MEMBER_REMOVED:
        payload["company_name"] = company.name
    membership.delete()
    bump_version(user)
    record_event(
        kind=kind.name,
        actor=by,
        subject=user.key,
        audience=_audience(company, user),
        payload=payload,
    )
    suspend_if_ownerless(company, by=by)


def _others(membership: Membership) -> MembershipQuerySet:
    """Return everyone else in a member's company."""
    rows = Membership.objects.filter(company_id=membership.company_id)
    return rows.exclude(pk=membership.pk)


def _audience(company: Company, user: User) -> list[str]:
    return [company.key, user.key, "admins"]
