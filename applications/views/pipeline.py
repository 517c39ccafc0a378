"""What a company and an applicant do with an application, and what has been done."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import applicants, gate, recruiters
from accounts.serializers.lists import page_of
from applications.serializers.applications import (
    ApplicationOut,
    BulkMoveIn,
    BulkMoveOut,
    MoveIn,
    StepOut,
)
from applications.serializers.shapes import step_shape
from applications.services.bulk_moving import move_applications
from applications.services.finding import find_application, steps_of
from applications.services.moving import move_application, withdraw_application
from applications.views.applications import ANY_SIDE, show
from kernel.pagination import Order, paginate
from kernel.serializers import Nothing
from kernel.views import View

TAKEN, TOLD = Order("-at", "-id"), Order("-told_at", "-id")
"""Cursors show what rows are ordered by: an applicant's, when they were told."""


class OfApplication(View):
    """Something that belongs to an application."""

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the application, if the caller may see it."""
        actor = actor_of(request)
        self.application = find_application(actor, kwargs["application_id"])


class Move(OfApplication):
    """Taking an application to another stage."""

    permission_classes = [gate(POST=recruiters)]

    @extend_schema(
        operation_id="applications_move", request=MoveIn, responses=ApplicationOut
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Move it; `allowed` says where it may go."""
        actor, body = actor_of(request), self.body(MoveIn)
        application_id = self.application.pk
        move_application(actor=actor, application_id=application_id, **body)
        return Response(show(request, actor, application_id))


class Withdraw(OfApplication):
    """Taking one's own application back."""

    permission_classes = [gate(POST=applicants)]

    @extend_schema(
        operation_id="applications_withdraw", request=Nothing, responses=ApplicationOut
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Withdraw it, for good."""
        actor = actor_of(request)
        self.body(Nothing)
        withdraw_application(actor=actor, application_id=self.application.pk)
        return Response(show(request, actor, self.application.pk))


class BulkMove(View):
    """Taking several to another stage."""

    permission_classes = [gate(POST=recruiters)]

    @extend_schema(
        operation_id="applications_bulk_move",
        request=BulkMoveIn,
        responses=BulkMoveOut,
    )
    def post(self, request: Request) -> Response:
        """Move up to 200, each for itself: one that cannot be moved stops no other."""
        outcomes = move_applications(actor=actor_of(request), **self.body(BulkMoveIn))
        return Response({"results": outcomes})


class Timeline(OfApplication):
    """What has become of an application."""

    permission_classes = [gate(GET=ANY_SIDE)]
    order = TOLD

    @extend_schema(operation_id="applications_timeline", responses=page_of(StepOut))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List its steps, the latest first, as far as the caller may know of them."""
        actor, application = actor_of(request), self.application
        shape = step_shape(actor, application.applicant_id)
        order = TAKEN if actor.is_member else TOLD
        steps = steps_of(actor, application.pk)
        return Response(paginate(request, steps, order=order, shape=shape))
