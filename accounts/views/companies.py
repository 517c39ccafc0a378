"""Companies: the list, one of them, and what admins do to it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor, actor_of
from accounts.filters import CompanyFilter
from accounts.models import Company, Membership
from accounts.models.companies import CompanyQuerySet
from accounts.permissions import admins, anyone, employers, gate, owners
from accounts.serializers.auth import shape_pair
from accounts.serializers.companies import (
    CompanyIn,
    CompanyOut,
    OpenedCompanyOut,
    company_shape,
)
from accounts.serializers.lists import page_of
from accounts.services.companies import edit_company, start_company
from accounts.services.moderation import moderate_company
from accounts.services.sessions import pair_for
from accounts.views.links import absolute_links
from kernel.etags import check_if_match
from kernel.pagination import Order
from kernel.problems import Forbidden, NotFound
from kernel.serializers import Nothing
from kernel.views import View


class Companies(View):
    """All companies that the caller may see, newest first."""

    permission_classes = [gate(GET=anyone, POST=employers)]
    filterset = CompanyFilter
    order = Order("-created_at", "-id")
    secrets = ("tokens",)

    @extend_schema(operation_id="companies_list", responses=page_of(CompanyOut))
    def get(self, request: Request) -> Response:
        """List companies."""
        actor = actor_of(request)
        rows = Company.objects.visible_to(actor)
        return self.page(rows, company_shape(request, actor))

    @extend_schema(
        operation_id="companies_create",
        request=CompanyIn,
        responses={201: OpenedCompanyOut},
    )
    def post(self, request: Request) -> Response:
        """Open a company that the caller owns, with tokens that say so."""
        body = self.body(CompanyIn)
        with absolute_links(request):
            company, signed_in = start_company(actor=actor_of(request), **body)
        actor = as_member(actor_of(request), signed_in.user.membership)
        shown = company_shape(request, actor)(company)
        return Response(
            {**shown, "tokens": shape_pair(pair_for(signed_in))},
            status=201,
            headers={"Location": shown["url"]},
        )


class OneCompany(View):
    """One company."""

    permission_classes = [gate(GET=anyone, PATCH=owners)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch it, if the caller may see it, and refuse a change of another's."""
        actor = actor_of(request)
        self.company = find_company(
            Company.objects.visible_to(actor), kwargs["company_id"]
        )
        if request.method == "PATCH" and self.company.pk != actor.company:
            raise Forbidden

    @extend_schema(operation_id="companies_retrieve", responses=CompanyOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the company."""
        return Response(company_shape(request, actor_of(request))(self.company))

    @extend_schema(
        operation_id="companies_update", request=CompanyIn, responses=CompanyOut
    )
    def patch(self, request: Request, **kwargs: Any) -> Response:
        """Change what the company shows."""
        actor = actor_of(request)
        shape = company_shape(request, actor)
        company = edit_company(
            actor=actor,
            company=self.company,
            changes=self.body(CompanyIn, partial=True),
            check=lambda row: check_if_match(request, shape(row)),
        )
        return Response(shape(company))


class CompanyModeration(View):
    """What an admin does to a company; the path says what."""

    permission_classes = [gate(POST=admins)]
    action = ""

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the company."""
        self.company = find_company(
            Company.objects.visible_to(actor_of(request)), kwargs["company_id"]
        )

    @extend_schema(request=Nothing, responses=CompanyOut)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Do it, or say what can be done now."""
        self.body(Nothing)
        actor = actor_of(request)
        company = moderate_company(
            actor=actor, company_id=self.company.pk, action=self.action
        )
        return Response(company_shape(request, actor)(company))


def as_member(actor: Actor, membership: Membership) -> Actor:
    """Return who the caller is from now on."""
    return replace(
        actor, company=membership.company_id, company_role=membership.company_role
    )


def find_company(rows: CompanyQuerySet, company_id: UUID) -> Company:
    """Return one of the companies that a caller may see."""
    company = rows.filter(pk=company_id).first()
    if company is None:
        raise NotFound
    return company
