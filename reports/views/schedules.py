"""Schedules of reports: having some, changing and ending them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.permissions import gate
from accounts.serializers.lists import page_of
from kernel.etags import check_if_match
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.views import View
from reports.models import ReportSchedule
from reports.serializers.schedules import ScheduleIn, ScheduleOut, schedule_shape
from reports.services.scheduling import (
    change_schedule,
    create_schedule,
    delete_schedule,
)
from reports.views.reports import READERS


class Schedules(View):
    """One's schedules, newest first."""

    permission_classes = [gate(GET=READERS, POST=READERS)]
    order = Order("-created_at", "-id")

    @extend_schema(operation_id="report_schedules_list", responses=page_of(ScheduleOut))
    def get(self, request: Request) -> Response:
        """List them."""
        rows = ReportSchedule.objects.visible_to(actor_of(request))
        return self.page(rows, schedule_shape(request))

    @extend_schema(
        operation_id="report_schedules_create",
        request=ScheduleIn,
        responses={201: ScheduleOut},
    )
    def post(self, request: Request) -> Response:
        """Ask for a report each day, week or month; a mail links to each."""
        body = self.body(ScheduleIn)
        schedule = create_schedule(
            actor=actor_of(request),
            kind=body["kind"],
            form=body["format"],
            cadence=body["cadence"],
            zone=body["timezone"],
            is_active=body["is_active"],
        )
        shown = schedule_shape(request)(schedule)
        return Response(shown, status=201, headers={"Location": shown["url"]})


class OneSchedule(View):
    """One of them."""

    permission_classes = [gate(GET=READERS, PATCH=READERS, DELETE=READERS)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Fetch the schedule, if it is the caller's."""
        rows = ReportSchedule.objects.visible_to(actor_of(request))
        found = rows.filter(pk=kwargs["schedule_id"]).first()
        if found is None:
            raise NotFound
        self.schedule: ReportSchedule = found

    @extend_schema(operation_id="report_schedules_retrieve", responses=ScheduleOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show it."""
        return Response(schedule_shape(request)(self.schedule))

    @extend_schema(
        operation_id="report_schedules_update",
        request=ScheduleIn,
        responses=ScheduleOut,
    )
    def patch(self, request: Request, **kwargs: Any) -> Response:
        """Change it; it is next due as it then says."""
        shape = schedule_shape(request)
        schedule = change_schedule(
            actor=actor_of(request),
            schedule_id=self.schedule.pk,
            check=lambda row: check_if_match(request, shape(row)),
            **self.body(ScheduleIn, partial=True),
        )
        return Response(shape(schedule))

    @extend_schema(operation_id="report_schedules_delete", responses={204: None})
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """End it; the reports that it asked for stay."""
        delete_schedule(actor=actor_of(request), schedule_id=self.schedule.pk)
        return Response(status=204)
