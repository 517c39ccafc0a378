"""Invitations: seen from inside, sent and taken back by owners, accepted by one."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.models import Company, Invitation
from accounts.permissions import employers, gate, owners
from accounts.serializers.auth import shape_pair
from accounts.serializers.companies import (
    AcceptIn,
    InvitationIn,
    InvitationOut,
    JoinedOut,
    company_shape,
    invitation_shape,
)
from accounts.serializers.lists import page_of
from accounts.services.invitations import (
    accept_invitation,
    invite,
    revoke_invitation,
)
from accounts.services.sessions import pair_for
from accounts.views.companies import as_member, find_company
from accounts.views.links import absolute_links
from accounts.views.members import INSIDERS
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.views import View


class Invitations(View):
    """The invitations of a company that can still be accepted, newest first."""

    permission_classes = [gate(GET=INSIDERS, POST=owners)]
    order = Order("-created_at", "-id")

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the company, if the caller sees it from inside."""
        inside = Company.objects.inside(actor_of(request))
        self.company = find_company(inside, kwargs["company_id"])

    @extend_schema(operation_id="invitations_list", responses=page_of(InvitationOut))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List the open invitations."""
        return self.page(self.company.invitations.open(), invitation_shape(request))

    @extend_schema(
        operation_id="invitations_create",
        request=InvitationIn,
        responses={201: InvitationOut},
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Invite an address; the token goes there by mail and is shown nowhere."""
        body = self.body(InvitationIn)
        with absolute_links(request):
            made = invite(actor=actor_of(request), company=self.company, **body)
        shown = invitation_shape(request)(made)
        return Response(shown, status=201, headers={"Location": shown["url"]})


class OneInvitation(View):
    """One open invitation."""

    permission_classes = [gate(GET=INSIDERS, DELETE=owners)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch it, if the caller sees its company from inside."""
        inside = Company.objects.inside(actor_of(request))
        company = find_company(inside, kwargs["company_id"])
        found = company.invitations.open().filter(pk=kwargs["invitation_id"]).first()
        if found is None:
            raise NotFound
        self.invitation: Invitation = found

    @extend_schema(operation_id="invitations_retrieve", responses=InvitationOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the invitation."""
        return Response(invitation_shape(request)(self.invitation))

    @extend_schema(operation_id="invitations_revoke", responses={204: None})
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Take the invitation back."""
        revoke_invitation(actor=actor_of(request), invitation=self.invitation)
        return Response(status=204)


class AcceptInvitation(View):
    """Where whoever was invited joins."""

    permission_classes = [gate(POST=employers)]
    secrets = ("tokens",)

    @extend_schema(
        operation_id="invitations_accept", request=AcceptIn, responses=JoinedOut
    )
    def post(self, request: Request) -> Response:
        """Join the company that sent the token, with tokens that say so."""
        token = self.body(AcceptIn)["token"]
        actor = actor_of(request)
        with absolute_links(request):
            membership, signed_in = accept_invitation(actor=actor, token=token)
        shape = company_shape(request, as_member(actor, membership))
        return Response(
            {
                "company": shape(membership.company),
                "company_role": membership.company_role,
                "joined_at": membership.joined_at,
                "tokens": shape_pair(pair_for(signed_in)),
            }
        )
