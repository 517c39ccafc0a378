"""The shapes of companies, their members and invitations."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from accounts.actor import Actor
from accounts.models import Company, Invitation, Membership
from accounts.models.companies import LONGEST_RETENTION, SHORTEST_RETENTION
from accounts.paths import company_path, invitation_path, member_path
from accounts.roles import CompanyRole
from accounts.serializers.auth import PairOut
from accounts.serializers.fields import Address
from accounts.serializers.names import CompanyName
from accounts.serializers.websites import Website
from kernel import fields
from kernel.serializers import StrictSerializer
from kernel.urls import absolute_url

Shape = dict[str, Any]


class CompanyOut(StrictSerializer):
    """A company."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    url = serializers.URLField()
    website = serializers.CharField()
    description = serializers.CharField()
    retention_months = serializers.IntegerField(
        help_text="So long after the last contact are applications kept."
    )
    verified = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    suspended = serializers.BooleanField(
        required=False, help_text="Members of the company and admins see it."
    )


class OpenedCompanyOut(CompanyOut):
    """A company just opened, and the tokens of its owner."""

    tokens = PairOut()


class MemberOut(StrictSerializer):
    """An account in a company."""

    id = serializers.UUIDField(help_text="The account's id.")
    url = serializers.URLField()
    email = serializers.CharField()
    full_name = serializers.CharField()
    company_role = serializers.ChoiceField(CompanyRole.values)
    joined_at = serializers.DateTimeField()


class InvitationOut(StrictSerializer):
    """An offer to join that is still open."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    email = serializers.CharField()
    company_role = serializers.ChoiceField(CompanyRole.values)
    invited_by = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class JoinedOut(StrictSerializer):
    """What an account has become, and its tokens."""

    company = CompanyOut()
    company_role = serializers.ChoiceField(CompanyRole.values)
    joined_at = serializers.DateTimeField()
    tokens = PairOut()


class CompanyIn(StrictSerializer):
    """What an owner writes of a company."""

    id = fields.Text(max_length=36, read_only=True)
    name = CompanyName()
    slug = fields.Text(max_length=220, read_only=True)
    url = fields.Text(max_length=500, read_only=True)
    website = Website(required=False)
    description = fields.LongText(max_length=10_000, required=False, allow_blank=True)
    retention_months = fields.Whole(
        min_value=SHORTEST_RETENTION,
        max_value=LONGEST_RETENTION,
        required=False,
        help_text="So long after the last contact are applications kept; 24 if unsaid.",
    )
    verified = fields.Flag(read_only=True)
    suspended = fields.Flag(read_only=True)
    created_at = fields.Instant(read_only=True)
    updated_at = fields.Instant(read_only=True)


class MemberIn(StrictSerializer):
    """What an owner writes of a member."""

    id = fields.Text(max_length=36, read_only=True)
    url = fields.Text(max_length=500, read_only=True)
    email = fields.Text(max_length=254, read_only=True)
    full_name = fields.Text(max_length=200, read_only=True)
    company_role = fields.Choice(choices=CompanyRole.values)
    joined_at = fields.Instant(read_only=True)


class InvitationIn(StrictSerializer):
    """Whom an owner invites, and as what."""

    id = fields.Text(max_length=36, read_only=True)
    url = fields.Text(max_length=500, read_only=True)
    email = Address()
    company_role = fields.Choice(choices=CompanyRole.values)
    invited_by = fields.Text(max_length=36, read_only=True)
    created_at = fields.Instant(read_only=True)
    expires_at = fields.Instant(read_only=True)


class AcceptIn(StrictSerializer):
    """The token from an invitation's mail."""

    token = fields.Text(max_length=100)


def company_shape(request: HttpRequest, actor: Actor) -> Callable[[Company], Shape]:
    """Return how companies are shown to a caller."""

    def shape(company: Company) -> Shape:
        shown = {
            "id": company.pk,
            "name": company.name,
            "slug": company.slug,
            "url": absolute_url(request, company_path(company.pk)),
            "website": company.website,
            "description": company.description,
            "retention_months": company.retention_months,
            "verified": company.is_verified,
            "created_at": company.created_at,
            "updated_at": company.updated_at,
        }
        if actor.is_admin or (actor.is_member and actor.company == company.pk):
            shown["suspended"] = company.is_suspended
        return shown

    return shape


def member_shape(request: HttpRequest) -> Callable[[Membership], Shape]:
    """Return how members are shown to each other."""

    def shape(membership: Membership) -> Shape:
        return {
            "id": membership.user_id,
            "url": absolute_url(request, member_path(membership)),
            "email": membership.user.email,
            "full_name": membership.user.full_name,
            "company_role": membership.company_role,
            "joined_at": membership.joined_at,
        }

    return shape


def invitation_shape(request: HttpRequest) -> Callable[[Invitation], Shape]:
    """Return how invitations are shown to members."""

    def shape(invitation: Invitation) -> Shape:
        return {
            "id": invitation.pk,
            "url": absolute_url(request, invitation_path(invitation)),
            "email": invitation.email,
            "company_role": invitation.company_role,
            "invited_by": invitation.invited_by_id,
            "created_at": invitation.created_at,
            "expires_at": invitation.expires_at,
        }

    return shape
