"""The shapes of schedules: what is asked for, how often, and when next."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from kernel.fields import Choice, Flag
from kernel.serializers import StrictSerializer
from kernel.urls import absolute_url
from reports.models import ReportSchedule, schedule_path
from reports.serializers.fields import TimeZone
from reports.terms import Cadence, Format, Kind

Shape = dict[str, Any]


class ScheduleIn(StrictSerializer):
    """A report that is wanted again and again."""

    kind = Choice(choices=Kind.values)
    format = Choice(choices=Format.values)
    cadence = Choice(choices=Cadence.values)
    timezone = TimeZone(
        default="UTC", help_text="Where it is six in the morning, and days begin."
    )
    is_active = Flag(default=True, help_text="False pauses it.")


class ScheduleOut(StrictSerializer):
    """A schedule, and when it is due next."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    kind = serializers.ChoiceField(Kind.values)
    format = serializers.ChoiceField(Format.values)
    cadence = serializers.ChoiceField(Cadence.values)
    timezone = serializers.CharField()
    is_active = serializers.BooleanField()
    next_at = serializers.DateTimeField(
        allow_null=True, help_text="When it is due; null while it is paused."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


def schedule_shape(request: HttpRequest) -> Callable[[ReportSchedule], Shape]:
    """Return how schedules are shown to their owners."""

    def shape(schedule: ReportSchedule) -> Shape:
        return {
            "id": schedule.pk,
            "url": absolute_url(request, schedule_path(schedule.pk)),
            "kind": schedule.kind,
            "format": schedule.format,
            "cadence": schedule.cadence,
            "timezone": schedule.timezone,
            "is_active": schedule.is_active,
            "next_at": schedule.next_at if schedule.is_active else None,
            "created_at": schedule.created_at,
            "updated_at": schedule.updated_at,
        }

    return shape
