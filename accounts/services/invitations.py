"""Invitations into a company: to an address, by its owners, good once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.company_kinds import (
    INVITATION_CREATED,
    INVITATION_REVOKED,
    MEMBER_JOINED,
)
from accounts.emails import address_key
from accounts.limits import count_invitation
from accounts.models import Company, Invitation, Membership, User
from accounts.paths import invitation_path, member_path
from accounts.roles import CompanyRole
from accounts.secrets import digest, new_secret
from accounts.services.companies import lock_free_employer
from accounts.services.members import lock_company, lock_own_company
from accounts.services.moderation import NotNow
from accounts.services.rights import bump_version
from accounts.services.sessions import SignedIn, resume_session
from events.services import record_event
from kernel.failures import register_constraint
from kernel.problems import Conflict, NotFound
from kernel.urls import NOBODYS_ID

GOOD_FOR = timedelta(days=7)


class InvitationExists(Conflict):
    """The address has an invitation that is still good."""

    code = "invitation_exists"
    title = "This address is invited already"
    detail = "Take the invitation back first to send another one."


class AlreadyMember(Conflict):
    """The address is that of a member."""

    code = "already_member"
    title = "This address belongs to a member of the company"


class InvitationNotFound(NotFound):
    """No invitation for this account has this token, for whatever reason."""

    code = "invitation_not_found"
    title = "This invitation cannot be accepted"
    detail = (
        "It may have expired, been used or taken back, or be meant for another"
        " address than this account's."
    )


register_constraint("invitation_once_per_address", InvitationExists)


@transaction.atomic
def invite(
    *, actor: Actor, company: Company, email: str, company_role: CompanyRole
) -> Invitation:
    """Invite an address, whoever has it, and send the token there."""
    company = lock_own_company(actor, company)
    if company.is_suspended:
        raise NotNow("A suspended company invites nobody.", allowed=[])
    count_invitation(company=company.pk, by=actor.id, email=email)
    key = address_key(email)
    _refuse_known(company, key)
    company.invitations.filter(email_key=key, accepted_at__isnull=True).delete()
    token = new_secret()
    invitation = Invitation.objects.create(
        company=company,
        email=email,
        email_key=key,
        company_role=company_role,
        token_digest=digest(token),
        invited_by_id=actor.id,
        expires_at=timezone.now() + GOOD_FOR,
    )
    record_event(
        kind=INVITATION_CREATED.name,
        actor=actor.key or "",
        subject=invitation.key,
        audience=[company.key],
        payload={
            "company": str(company.pk),
            "company_role": company_role,
            "company_name": company.name,
            "email": email,
            "token": token,
        },
    )
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Take an invitation back; its token is worth nothing from then on."""
    company = lock_own_company(actor, invitation.company)
    deleted, _ = company.invitations.open().filter(pk=invitation.pk).delete()
    if not deleted:
        raise NotFound
    record_event(
        kind=INVITATION_REVOKED.name,
        actor=actor.key or "",
        subject=invitation.key,
        audience=[company.key],
        payload={"company": str(company.pk)},
    )


@transaction.atomic
def accept_invitation(*, actor: Actor, token: str) -> tuple[Membership, SignedIn]:
    """Join the company that invited this account's proven address, and go on in it."""
    user = User.objects.get(pk=actor.id)
    found = Invitation.objects.open().filter(token_digest=digest(token)).first()
    if found is None:
        raise InvitationNotFound
    company = lock_company(found.company_id)
    invitation = company.invitations.open().filter(pk=found.pk).first()
    if invitation is None or company.is_suspended:
        raise InvitationNotFound
    if not user.is_verified or user.email_key != invitation.email_key:
        raise InvitationNotFound
    membership = _join(lock_free_employer(user), company, invitation)
    return membership, resume_session(session_id=actor.session or NOBODYS_ID)


def _join(user: User, company: Company, invitation: Invitation) -> Membership:
    if user.email_key != invitation.email_key:  # it changed while we waited
        raise InvitationNotFound
    membership = Membership.objects.create(
        user=user, company=company, company_role=invitation.company_role
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    bump_version(user)
    record_event(
        kind=MEMBER_JOINED.name,
        actor=user.key,
        subject=user.key,
        audience=[company.key, user.key, "admins"],
        payload={
            "company": str(company.pk),
            "company_role": membership.company_role,
            "invitation": str(invitation.pk),
        },
    )
    return membership


def _refuse_known(company: Company, key: str) -> None:
    """Refuse an address that is invited or a member here; others are not looked at."""
    member = company.memberships.filter(user__email_key=key).first()
    if member is not None:
        raise AlreadyMember(links={"member": member_path(member)})
    invitation = company.invitations.open().filter(email_key=key).first()
    if invitation is not None:
        raise InvitationExists(links={"invitation": invitation_path(invitation)})
