"""The shapes of reports: what is asked for, and how far one is."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from kernel.fields import Choice
from kernel.serializers import StrictSerializer
from kernel.urls import absolute_url
from reports.models import Report, report_path, schedule_path
from reports.serializers.fields import PeriodIn, PeriodOut, TimeZone
from reports.terms import Format, Kind, Status

Shape = dict[str, Any]


class ReportIn(StrictSerializer):
    """What a report is to be of."""

    kind = Choice(choices=Kind.values)
    format = Choice(choices=Format.values)
    period = PeriodIn()
    timezone = TimeZone(default="UTC", help_text="Where the days of the period begin.")


class ReportOut(StrictSerializer):
    """A report: what was asked for, how far it is, and where its file is."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    kind = serializers.ChoiceField(Kind.values)
    format = serializers.ChoiceField(Format.values)
    period = PeriodOut()
    timezone = serializers.CharField()
    status = serializers.ChoiceField(Status.values)
    progress = serializers.IntegerField(help_text="0 to 100.")
    rows = serializers.IntegerField(
        allow_null=True,
        help_text="So far; of the list, where the kind has one.",
    )
    detail = serializers.CharField(allow_null=True, help_text="Why it failed.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes of the file.")
    schedule = serializers.URLField(allow_null=True, help_text="Which asked for it.")
    download_url = serializers.URLField(allow_null=True)
    view_url = serializers.URLField(allow_null=True, help_text="The figures as HTML.")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="Until when the file is kept."
    )


def report_shape(request: HttpRequest) -> Callable[[Report], Shape]:
    """Return how reports are shown to whoever asked for them."""

    def shape(report: Report) -> Shape:
        path, status = report_path(report.pk), report.status_now
        is_ready = status == Status.READY
        schedule = report.schedule_id
        return {
            "id": report.pk,
            "url": absolute_url(request, path),
            "kind": report.kind,
            "format": report.format,
            "period": {"from": report.first_day, "to": report.last_day},
            "timezone": report.timezone,
            "status": status,
            "progress": report.progress,
            "rows": report.rows,
            "detail": report.detail or None,
            "size": report.size if is_ready else None,
            "schedule": schedule and absolute_url(request, schedule_path(schedule)),
            "download_url": (
                absolute_url(request, f"{path}download/") if is_ready else None
            ),
            "view_url": absolute_url(request, f"{path}view/") if is_ready else None,
            "created_at": report.created_at,
            "started_at": report.started_at,
            "finished_at": report.finished_at,
            "expires_at": report.expires_at,
        }

    return shape
