"""Recording what happens to a report, for whoever asked for it."""

from typing import Any

from events.registry import Kind
from events.services import record_event
from reports.models import Report
from reports.terms import TITLES
from reports.terms import Kind as ReportKind


def record(kind: Kind, report: Report) -> None:
    """Record an event of a report, which only whoever asked for it may see."""
    known: dict[str, Any] = {
        "report": str(report.pk),
        "kind": str(report.kind),
        "format": str(report.format),
        "title": TITLES[ReportKind(report.kind)],
        "first_day": report.first_day.isoformat(),
        "last_day": report.last_day.isoformat(),
        "rows": report.rows,
    }
    record_event(
        kind=kind.name,
        actor="system" if report.schedule_id else report.user_key,
        subject=report.key,
        audience=[report.user_key],
        payload={name: known[name] for name in kind.fields},
    )
