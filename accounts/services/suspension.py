"""Suspending a company: by an admin, or because nobody is left to answer for it."""

from django.utils import timezone

from accounts.company_kinds import COMPANY_SUSPENDED
from accounts.models import Company
from events.services import record_event

BY_ADMIN, NO_OWNER = "moderation", "no_owner"


def suspend(company: Company, *, by: str, reason: str) -> None:
    """Hide a company and freeze its jobs; its row must be locked."""
    company.suspended_at = timezone.now()
    company.save(update_fields=["suspended_at", "updated_at"])
    record_event(
        kind=COMPANY_SUSPENDED.name,
        actor=by,
        subject=company.key,
        audience=[company.key, "admins"],
        payload={"reason": reason, "company_name": company.name},
    )


def suspend_if_ownerless(company: Company, *, by: str) -> None:
    """Suspend a company that no owner who can act is left in."""
    if not company.is_suspended and not has_active_owner(company):
        suspend(company, by=by, reason=NO_OWNER)


def has_active_owner(company: Company) -> bool:
    """Tell whether somebody can answer for a company."""
    return company.memberships.active_owners().exists()
