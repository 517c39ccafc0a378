"""Notes of the company, and messages between the sides."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import any_of, applicants, gate, members, recruiters
from accounts.serializers.lists import page_of
from applications.serializers.applications import MessageOut, NoteOut, TextIn
from applications.serializers.shapes import message_shape, note_shape
from applications.services.finding import messages_of, notes_of
from applications.services.talking import send_message, write_note
from applications.views.pipeline import OfApplication
from kernel.pagination import Order

LATEST = Order("-created_at", "-id")


class Notes(OfApplication):
    """What members of the company noted; an applicant never reads it."""

    permission_classes = [gate(GET=members, POST=recruiters)]
    order = LATEST

    @extend_schema(operation_id="applications_notes", responses=page_of(NoteOut))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List them, the latest first."""
        return self.page(notes_of(self.application.pk), note_shape)

    @extend_schema(
        operation_id="applications_note", request=TextIn, responses={201: NoteOut}
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Write one."""
        note = write_note(
            actor=actor_of(request),
            application_id=self.application.pk,
            **self.body(TextIn),
        )
        location = request.build_absolute_uri(request.path)
        return Response(note_shape(note), status=201, headers={"Location": location})


class Messages(OfApplication):
    """What the sides wrote to each other."""

    permission_classes = [
        gate(GET=any_of(applicants, members), POST=any_of(applicants, recruiters))
    ]
    order = LATEST

    @extend_schema(operation_id="applications_messages", responses=page_of(MessageOut))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """List them, the latest first."""
        return self.page(messages_of(self.application.pk), message_shape)

    @extend_schema(
        operation_id="applications_message",
        request=TextIn,
        responses={201: MessageOut},
    )
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Write to the other side, who are told by mail."""
        message = send_message(
            actor=actor_of(request),
            application_id=self.application.pk,
            **self.body(TextIn),
        )
        location = request.build_absolute_uri(request.path)
        shown = message_shape(message)
        return Response(shown, status=201, headers={"Location": location})
