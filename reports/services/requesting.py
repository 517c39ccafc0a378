"""Asking for reports, changing one's mind about them, and beginning the next one."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.services.moderation import NotNow
from accounts.services.rights import actor_with_rights_of
from kernel.problems import (
    FieldError,
    Forbidden,
    Invalid,
    NotAuthenticated,
    NotFound,
)
from reports.files import REPORTS
from reports.kinds import REPORT_CANCELLED, REPORT_QUEUED, REPORT_STARTED
from reports.models import Report, ReportSchedule, kinds_of
from reports.services.recording import record
from reports.terms import IN_UTC, Status

CANCELLABLE = (Status.QUEUED, Status.RUNNING)


def require_kind(actor: Actor, kind: str) -> None:
    """Refuse a kind that is not the caller's to ask for."""
    if kind not in kinds_of(actor):
        raise Forbidden("Reports of this kind are not for this account.")


@transaction.atomic
def request_report(
    *, actor: Actor, kind: str, form: str, first: date, last: date, zone: str
) -> Report:
    """Ask for a report; it is built as soon as one's earlier ones are done."""
    require_kind(actor, kind)
    if actor.id is None:
        raise NotAuthenticated
    if kind in IN_UTC and zone != "UTC":
        detail = "What is searched for is counted by the day in UTC."
        error = FieldError(field="timezone", code="not_possible", detail=detail)
        raise Invalid(errors=[error])
    return queue(
        Report(
            user_id=actor.id,
            company_id=None if actor.is_admin else actor.company,
            kind=kind,
            format=form,
            first_day=first,
            last_day=last,
            timezone=zone,
        )
    )


def queue(report: Report) -> Report:
    """Keep a report that is to be built, in the caller's transaction."""
    report.save(force_insert=True)
    record(REPORT_QUEUED, report)
    return report


@transaction.atomic
def queue_slot(
    schedule: ReportSchedule, slot: datetime, days: tuple[date, date]
) -> None:
    """Ask for the report of one time of a schedule; asked twice it is asked once."""
    report = Report(
        user_id=schedule.user_id,
        company_id=schedule.company_id,
        schedule=schedule,
        slot_at=slot,
        kind=schedule.kind,
        format=schedule.format,
        first_day=days[0],
        last_day=days[1],
        timezone="UTC" if schedule.kind in IN_UTC else schedule.timezone,
    )
    try:
        with transaction.atomic():
            queue(report)
    except IntegrityError:  # report_once_per_slot
        return


@transaction.atomic
def begin_next(user: UUID) -> Report | None:
    """Begin a person's oldest report that waits, unless one is being built.

    Asked for whenever one is queued and whenever one ends, each time after the commit
    of that: so one of the two sees what the other did.
    """
    reports = Report.objects.filter(user=user)
    if reports.running().exists():
        return None
    oldest = reports.waiting().select_for_update(no_key=True).first()
    if oldest is None:
        return None
    oldest.status, oldest.started_at = Status.RUNNING, timezone.now()
    try:
        with transaction.atomic():
            oldest.save(update_fields=["status", "started_at"])
    except IntegrityError:  # report_runs_alone: somebody else began one just now
        return None
    record(REPORT_STARTED, oldest)
    return oldest


@transaction.atomic
def cancel_report(*, actor: Actor, report_id: UUID) -> Report:
    """Call a report off that is not ready yet; whoever builds it stops."""
    report = hold_report(actor, report_id)
    if report.status not in CANCELLABLE:
        detail = f"A report that is {report.status_now} is not cancelled any more."
        raise NotNow(detail, allowed=[])
    stored_as = report.stored_as
    report.status, report.finished_at = Status.CANCELLED, timezone.now()
    report.stored_as = ""
    report.save(update_fields=["status", "finished_at", "stored_as"])
    record(REPORT_CANCELLED, report)
    if stored_as:
        transaction.on_commit(lambda: REPORTS.remove(stored_as))
    return report


@transaction.atomic
def delete_report(*, actor: Actor, report_id: UUID) -> None:
    """Delete a report with its file, whatever it is doing."""
    report = hold_report(actor, report_id)
    stored_as = report.stored_as
    if report.status in CANCELLABLE:
        record(REPORT_CANCELLED, report)
    report.delete()
    if stored_as:
        transaction.on_commit(lambda: REPORTS.remove(stored_as))


def hold_report(actor: Actor, report_id: UUID) -> Report:
    """Return one of the caller's reports, held."""
    rows = Report.objects.visible_to(actor).select_for_update(no_key=True)
    report = rows.filter(pk=report_id).first()
    if report is None:
        raise NotFound
    return report


def rights_of(user_id: UUID) -> Actor | None:
    """Return somebody with the rights that they have now; None when they have none."""
    rows = User.objects.filter(is_active=True, email_verified_at__isnull=False)
    user = rows.filter(pk=user_id).first()
    if user is None:
        return None
    return actor_with_rights_of(user)
