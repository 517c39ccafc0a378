"""Doors to one's own account: particulars, address, sessions."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.models import Session
from accounts.permissions import gate, signed_in
from accounts.serializers.auth import AddressIn, MailedOut
from accounts.serializers.lists import page_of
from accounts.serializers.me import (
    MeIn,
    MeOut,
    SessionOut,
    shape_me,
    shape_session,
)
from accounts.services.profile import (
    ask_for_address,
    erase_account,
    own_account,
    rename_account,
)
from accounts.services.sessions import end_session
from accounts.views.auth import MAILED, NO_CONTENT
from accounts.views.described import own_id
from kernel.etags import check_if_match
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.views import View


class Me(View):
    """One's own account."""

    permission_classes = [gate(GET=signed_in, PATCH=signed_in, DELETE=signed_in)]

    @extend_schema(operation_id="me_read", responses=MeOut)
    def get(self, request: Request) -> Response:
        """Show it."""
        return Response(shape_me(own_account(own_id(actor_of(request)))))

    @extend_schema(operation_id="me_change", request=MeIn, responses=MeOut)
    def patch(self, request: Request) -> Response:
        """Change the name that others see."""
        body = self.body(MeIn, partial=True)
        user = rename_account(
            user_id=own_id(actor_of(request)),
            full_name=body.get("full_name"),
            check=lambda seen: check_if_match(request, shape_me(seen)),
        )
        return Response(shape_me(user))

    @extend_schema(operation_id="me_erase", responses=NO_CONTENT)
    def delete(self, request: Request) -> Response:
        """Delete the account and everything that belongs to the person."""
        erase_account(user_id=own_id(actor_of(request)))
        return Response(status=204)


class MyAddress(View):
    """Another address for one's account."""

    permission_classes = [gate(POST=signed_in)]

    @extend_schema(
        operation_id="me_change_address", request=AddressIn, responses={202: MailedOut}
    )
    def post(self, request: Request) -> Response:
        """Ask for another address, which counts when its mail was answered."""
        ask_for_address(user_id=own_id(actor_of(request)), **self.body(AddressIn))
        return Response(MAILED, status=202)


class MySessions(View):
    """Where one is signed in."""

    permission_classes = [gate(GET=signed_in)]
    order = Order("-created_at", "-id")

    @extend_schema(operation_id="me_sessions", responses=page_of(SessionOut))
    def get(self, request: Request) -> Response:
        """List the sessions that still stand, the newest first."""
        actor = actor_of(request)
        shape = partial(shape_session, current=actor.session)
        return self.page(Session.objects.live().filter(user=actor.id), shape)


class MySession(View):
    """One of them."""

    permission_classes = [gate(DELETE=signed_in)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find it among one's own."""
        mine = Session.objects.live().filter(user=actor_of(request).id)
        if not mine.filter(pk=kwargs["session_id"]).exists():
            raise NotFound

    @extend_schema(operation_id="me_end_session", responses=NO_CONTENT)
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """End it; its access tokens are refused from the next request on."""
        end_session(session_id=kwargs["session_id"])
        return Response(status=204)
