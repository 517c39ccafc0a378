"""The file of a report, and the same figures as a page."""

from typing import Any

from django.http import FileResponse, HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import anyone, gate
from kernel.downloads import send_file
from kernel.problems import MEDIA_TYPE
from kernel.urls import absolute_url
from kernel.views import View
from reports.files import MEDIA_TYPES
from reports.formats.html_pages import page_of
from reports.services.building import head_of
from reports.services.downloading import link_to_report, open_report, require_ready
from reports.views.reports import READERS, find_report

_PAGE = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'"
)
_NOT_READY = {(409, MEDIA_TYPE): {"$ref": "#/components/schemas/Problem"}}


class ReportDownload(View):
    """The way to the file of a report."""

    permission_classes = [gate(GET=READERS)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the report, if it is the caller's."""
        self.report = find_report(request, kwargs["report_id"])

    @extend_schema(
        operation_id="reports_download",
        responses={
            302: OpenApiResponse(description="`Location` is good for 60 s."),
            **_NOT_READY,
        },
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Lead to the file, by a link that is good for a minute."""
        place = link_to_report(actor=actor_of(request), report=self.report)
        found = absolute_url(request, place) if place.startswith("/") else place
        headers = {"Location": found, "Cache-Control": "private, no-store"}
        return Response(status=302, headers=headers)


class ReportFile(View):
    """The file of a report, for whoever has a link to it that is still good."""

    permission_classes = [gate(GET=anyone)]
    parameters = ("token",)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Take any `Accept`: a file is what it is, and refusals are JSON."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="reports_file",
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={
            (200, each.partition(";")[0]): bytes for each in MEDIA_TYPES.values()
        },
    )
    def get(self, request: Request, **kwargs: Any) -> FileResponse:
        """Send the file, to be saved and not to be shown."""
        report, file = open_report(
            report_id=kwargs["report_id"],
            token=request.GET.get("token", ""),
            actor=actor_of(request),
        )
        media_type = MEDIA_TYPES[report.format]
        return send_file(file, name=report.file_name, media_type=media_type)


class ReportPage(View):
    """The figures of a report as a page with charts."""

    permission_classes = [gate(GET=READERS)]
    etag = False

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Take any `Accept`: a page is what it is, and refusals are JSON."""
        return super().perform_content_negotiation(request, force=True)

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the report, if it is the caller's."""
        self.report = find_report(request, kwargs["report_id"])

    @extend_schema(
        operation_id="reports_view", responses={(200, "text/html"): str, **_NOT_READY}
    )
    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Show charts and tables; it loads nothing and runs nothing."""
        require_ready(self.report)
        sections = (self.report.figures or {}).get("sections", [])
        response = HttpResponse(page_of(head_of(self.report), sections))
        response["Content-Security-Policy"] = _PAGE
        response["Cache-Control"] = "private, no-store"
        return response
