"""Who stands behind `company:<id>`, `owners:<id>`, `recruiters:<id>` and `admins`."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Membership, User
from accounts.models.companies import MembershipQuerySet
from accounts.roles import CompanyRole
from events.recipients import register_group


def _members(reference: str) -> Iterable[str]:
    return _keys_of(User.objects.filter(membership__in=_memberships(reference)))


def _owners(reference: str) -> Iterable[str]:
    owners = _memberships(reference).active_owners()
    return _keys_of(User.objects.filter(membership__in=owners))


def _recruiters(reference: str) -> Iterable[str]:
    roles = (CompanyRole.OWNER, CompanyRole.RECRUITER)
    rows = _memberships(reference).filter(company_role__in=roles)
    return _keys_of(User.objects.filter(membership__in=rows))


def _admins(reference: str) -> Iterable[str]:
    return _keys_of(User.objects.active_admins())


def _memberships(reference: str) -> MembershipQuerySet:
    company = UUID(reference.partition(":")[2])
    return Membership.objects.filter(company=company, user__is_active=True)


def _keys_of(users: Iterable[User]) -> list[str]:
    return [user.key for user in users]


register_group("company", _members)
register_group("owners", _owners)
register_group("recruiters", _recruiters)
register_group("admins", _admins)
