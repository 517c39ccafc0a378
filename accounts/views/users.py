"""Accounts, as admins look after them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.filters import UserFilter
from accounts.models import User
from accounts.permissions import admins, gate
from accounts.serializers.lists import page_of
from accounts.serializers.users import UserIn, UserOut, user_shape
from accounts.services.users import change_account
from kernel.etags import check_if_match
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.views import View


class Users(View):
    """Every account, newest first."""

    permission_classes = [gate(GET=admins)]
    filterset = UserFilter
    order = Order("-created_at", "-id")

    @extend_schema(operation_id="users_list", responses=page_of(UserOut))
    def get(self, request: Request) -> Response:
        """List accounts."""
        rows = User.objects.visible_to(actor_of(request))
        return self.page(rows.select_related("membership"), user_shape(request))


class OneUser(View):
    """One account."""

    permission_classes = [gate(GET=admins, PATCH=admins)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the account."""
        rows = User.objects.visible_to(actor_of(request))
        user = rows.select_related("membership").filter(pk=kwargs["user_id"]).first()
        if user is None:
            raise NotFound
        self.user: User = user

    @extend_schema(operation_id="users_retrieve", responses=UserOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show the account."""
        return Response(user_shape(request)(self.user))

    @extend_schema(operation_id="users_update", request=UserIn, responses=UserOut)
    def patch(self, request: Request, **kwargs: Any) -> Response:
        """Change the account's role, ban it, or lift the ban."""
        body = self.body(UserIn, partial=True)
        shape = user_shape(request)
        user = change_account(
            actor=actor_of(request),
            user=self.user,
            role=body.get("role"),
            is_active=body.get("is_active"),
            check=lambda row: check_if_match(request, shape(row)),
        )
        return Response(shape(user))
