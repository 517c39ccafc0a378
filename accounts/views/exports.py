"""Exports: asking for a copy of all that is held about oneself, and getting it."""

from typing import Any

from django.http import FileResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.models import Export
from accounts.permissions import anyone, gate, signed_in
from accounts.serializers.exports import ExportOut, export_shape
from accounts.serializers.lists import page_of
from accounts.services.exporting import (
    MEDIA_TYPE,
    ask_for_export,
    link_to_export,
    name_of,
    open_export,
)
from kernel import problems
from kernel.downloads import send_file
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.serializers import Nothing
from kernel.urls import absolute_url
from kernel.views import View


class MyExports(View):
    """One's own exports, newest first."""

    permission_classes = [gate(GET=signed_in, POST=signed_in)]
    order = Order("-created_at", "-id")

    @extend_schema(operation_id="me_exports", responses=page_of(ExportOut))
    def get(self, request: Request) -> Response:
        """List them; those of more than a month ago are forgotten."""
        rows = Export.objects.visible_to(actor_of(request))
        return self.page(rows, export_shape(request))

    @extend_schema(
        operation_id="me_export", request=Nothing, responses={202: ExportOut}
    )
    def post(self, request: Request) -> Response:
        """Have everything that is held about oneself put into a ZIP.

        While one is being made it is that one, however often it is asked for.
        """
        self.body(Nothing)
        export = ask_for_export(actor=actor_of(request))
        shown = export_shape(request)(export)
        return Response(shown, status=202, headers={"Location": shown["url"]})


class OfMyExport(View):
    """What all views of one export share: finding it."""

    permission_classes = [gate(GET=signed_in)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find it among one's own."""
        mine = Export.objects.visible_to(actor_of(request))
        export = mine.filter(pk=kwargs["export_id"]).first()
        if export is None:
            raise NotFound
        self.export = export


class MyExport(OfMyExport):
    """One of them."""

    @extend_schema(operation_id="me_export_read", responses=ExportOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show how far it is."""
        return Response(export_shape(request)(self.export))


class ExportDownload(OfMyExport):
    """The way to its file."""

    @extend_schema(
        operation_id="me_export_download",
        responses={
            302: OpenApiResponse(description="`Location` is good for 60 s."),
            (409, problems.MEDIA_TYPE): {"$ref": "#/components/schemas/Problem"},
        },
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Lead to the file, by a link that is good for a minute."""
        place = link_to_export(actor=actor_of(request), export=self.export)
        found = absolute_url(request, place) if place.startswith("/") else place
        headers = {"Location": found, "Cache-Control": "private, no-store"}
        return Response(status=302, headers=headers)


class ExportFile(View):
    """The file, for whoever has a link to it that is still good."""

    permission_classes = [gate(GET=anyone)]
    parameters = ("token",)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Take any `Accept`: a file is what it is, and refusals are JSON."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="me_export_file",
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={(200, MEDIA_TYPE): bytes},
    )
    def get(self, request: Request, **kwargs: Any) -> FileResponse:
        """Send the file, to be saved and not to be shown."""
        export, file = open_export(
            export_id=kwargs["export_id"],
            token=request.GET.get("token", ""),
            actor=actor_of(request),
        )
        return send_file(file, name=name_of(export), media_type=MEDIA_TYPE)
