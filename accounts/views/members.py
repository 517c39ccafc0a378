"""Members of a company: seen from inside, changed by owners, left by anyone."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.models import Company, Membership
from accounts.permissions import admins, any_of, gate, members, owners
from accounts.serializers.companies import MemberIn, MemberOut, member_shape
from accounts.serializers.lists import page_of
from accounts.services.members import change_company_role, remove_member
from accounts.views.companies import find_company
from kernel.etags import check_if_match
from kernel.pagination import Order
from kernel.problems import Forbidden, NotFound
from kernel.views import View

INSIDERS = any_of(members, admins)


class Members(View):
    """Everyone in a company, in the order in which they joined."""

    permission_classes = [gate(GET=INSIDERS)]
    order = Order("joined_at", "id")

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the company, if the caller sees it from inside."""
        inside = Company.objects.inside(actor_of(request))
        self.company = find_company(inside, kwargs["company_id"])

    @extend_schema(operation_id="members_list", responses=page_of(MemberOut))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List the members."""
        rows = self.company.memberships.select_related("user")
        return self.page(rows, member_shape(request))


class OneMember(View):
    """One member."""

    permission_classes = [gate(GET=INSIDERS, PATCH=owners, DELETE=members)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch company and member; only owners touch anybody but themselves."""
        actor = actor_of(request)
        inside = Company.objects.inside(actor)
        self.company = find_company(inside, kwargs["company_id"])
        rows = self.company.memberships.select_related("user")
        member = rows.filter(user_id=kwargs["user_id"]).first()
        if member is None:
            raise NotFound
        self.member: Membership = member
        is_own = member.user_id == actor.id
        if request.method == "DELETE" and not (is_own or actor.is_owner):
            raise Forbidden

    @extend_schema(operation_id="members_retrieve", responses=MemberOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the member."""
        return Response(member_shape(request)(self.member))

    @extend_schema(operation_id="members_update", request=MemberIn, responses=MemberOut)
    def patch(self, request: Request, **kwargs: Any) -> Response:
        """Give the member another role."""
        body = self.body(MemberIn, partial=True)
        shape = member_shape(request)
        member = change_company_role(
            actor=actor_of(request),
            company=self.company,
            user_id=self.member.user_id,
            company_role=body.get("company_role"),
            check=lambda row: check_if_match(request, shape(row)),
        )
        return Response(shape(member))

    @extend_schema(operation_id="members_remove", responses={204: None})
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Take the member out of the company; oneself: leave it."""
        remove_member(
            actor=actor_of(request),
            company=self.company,
            user_id=self.member.user_id,
        )
        return Response(status=204)
