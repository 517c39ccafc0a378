"""Where companies, members, invitations and accounts are found under this server."""

from uuid import UUID

from accounts.models import Company, Invitation, Membership

COMPANIES = "/api/v1/companies/"


def company_path(company_id: UUID | Company) -> str:
    """Return where a company is."""
    found = company_id.pk if isinstance(company_id, Company) else company_id
    return f"{COMPANIES}{found}/"


def member_path(membership: Membership) -> str:
    """Return where a member is."""
    return f"{company_path(membership.company_id)}members/{membership.user_id}/"


def invitation_path(invitation: Invitation) -> str:
    """Return where an invitation is."""
    return f"{company_path(invitation.company_id)}invitations/{invitation.pk}/"


def user_path(user_id: UUID) -> str:
    """Return where admins find an account."""
    return f"/api/v1/users/{user_id}/"
