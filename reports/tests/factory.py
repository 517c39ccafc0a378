"""Reports and schedules for tests, past the API: valid rows in every state."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Company, User
from reports.models import Report, ReportSchedule
from reports.terms import Status

_numbers = count(1)


def new_report(
    user: User, company: Company | None, status: str = "ready", **fields: Any
) -> Report:
    """Make a report of which there is no file."""
    now = timezone.now()
    if status == Status.READY:
        fields = {
            "stored_as": f"{next(_numbers):032x}",
            "figures": {"sections": []},
            "finished_at": now,
            "expires_at": now + timedelta(days=7),
            **fields,
        }
    named = {
        "kind": "responsiveness" if company else "moderation",
        "format": "csv",
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
        **fields,
    }
    return Report.objects.create(user=user, company=company, status=status, **named)


def new_schedule(user: User, company: Company | None, **fields: Any) -> ReportSchedule:
    """Make a schedule that is due tomorrow."""
    named = {
        "kind": "responsiveness" if company else "moderation",
        "format": "csv",
        "cadence": "weekly",
        "next_at": timezone.now() + timedelta(days=1),
        **fields,
    }
    return ReportSchedule.objects.create(user=user, company=company, **named)
