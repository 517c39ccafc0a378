"""Reports: asking for one, seeing how far it is, calling it off, letting it go."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import admins, any_of, gate, members
from accounts.serializers.lists import page_of
from kernel.limits import Limit, require
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.serializers import Nothing
from kernel.views import View
from reports.models import Report
from reports.serializers.reports import ReportIn, ReportOut, report_shape
from reports.services.requesting import cancel_report, delete_report, request_report

READERS = any_of(members, admins)
ASKED_FOR = Limit("reports", quota=60, seconds=60 * 60, durable=True)


class Reports(View):
    """The reports that one has asked for, newest first."""

    permission_classes = [gate(GET=READERS, POST=READERS)]
    order = Order("-created_at", "-id")

    @extend_schema(operation_id="reports_list", responses=page_of(ReportOut))
    def get(self, request: Request) -> Response:
        """List them."""
        rows = Report.objects.visible_to(actor_of(request)).defer("figures")
        return self.page(rows, report_shape(request))

    @extend_schema(
        operation_id="reports_create", request=ReportIn, responses={202: ReportOut}
    )
    def post(self, request: Request) -> Response:
        """Ask for a report; it is built in the background, one at a time."""
        body, actor = self.body(ReportIn), actor_of(request)
        require(ASKED_FOR, str(actor.id))
        report = request_report(
            actor=actor,
            kind=body["kind"],
            form=body["format"],
            first=body["period"]["from"],
            last=body["period"]["to"],
            zone=body["timezone"],
        )
        shown = report_shape(request)(report)
        return Response(shown, status=202, headers={"Location": shown["url"]})


class OneReport(View):
    """One of them."""

    permission_classes = [gate(GET=READERS, DELETE=READERS)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the report, if it is the caller's."""
        self.report = find_report(request, kwargs["report_id"])

    @extend_schema(operation_id="reports_retrieve", responses=ReportOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show how far it is."""
        return Response(report_shape(request)(self.report))

    @extend_schema(operation_id="reports_delete", responses={204: None})
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Delete it with its file; one that is being built is called off."""
        delete_report(actor=actor_of(request), report_id=self.report.pk)
        return Response(status=204)


class CancelReport(View):
    """Calling a report off."""

    permission_classes = [gate(POST=READERS)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the report, if it is the caller's."""
        self.report = find_report(request, kwargs["report_id"])

    @extend_schema(operation_id="reports_cancel", request=None, responses=ReportOut)
    def post(self, request: Request, **kwargs: Any) -> Response:
        """Call it off, as long as it is not ready."""
        self.body(Nothing)
        report = cancel_report(actor=actor_of(request), report_id=self.report.pk)
        return Response(report_shape(request)(report))


def find_report(request: Request, report_id: Any) -> Report:
    """Return a report that the caller may see."""
    rows = Report.objects.visible_to(actor_of(request))
    found = rows.filter(pk=report_id).first()
    if found is None:
        raise NotFound
    return found
