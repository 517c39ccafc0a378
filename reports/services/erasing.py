"""Forgetting a person: what they asked for, and files in which they stand."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import User
from applications.models import Application
from reports.files import REPORTS
from reports.kinds import REPORT_QUEUED
from reports.models import Report
from reports.services.recording import record
from reports.services.running import ERASING
from reports.services.tidying import let_go, remove_files
from reports.terms import Kind, Status

DAY = timedelta(days=1)


def forget_person(user: User) -> None:
    """Delete a person's reports, and what others' reports say of them.

    In the caller's transaction, before the applications forget whose they are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ERASING])
    _forget_own(user)
    _forget_in_lists(user)


def _forget_own(user: User) -> None:
    mine = Report.objects.filter(user=user)
    names = list(mine.exclude(stored_as="").values_list("stored_as", flat=True))
    mine.delete()
    transaction.on_commit(lambda: remove_files(names))


def _forget_in_lists(user: User) -> None:
    """Expire lists that the person may stand in; those being written begin anew."""
    sent = Application.objects.filter(applicant=user)
    stands_in = Q(pk__in=[])
    for company, at in sent.values_list("company", "submitted_at"):
        stands_in |= Q(
            company=company,
            first_day__lte=at.date() + DAY,
            last_day__gte=at.date() - DAY,
        )
    lists = Report.objects.filter(stands_in, kind=Kind.APPLICATIONS)
    held = list(
        lists.filter(status__in=(Status.RUNNING, Status.READY))
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    let_go([report for report in held if report.status == Status.READY])
    for report in held:
        if report.status == Status.RUNNING:
            _begin_anew(report)


def _begin_anew(report: Report) -> None:
    stored_as = report.stored_as
    report.status, report.stored_as, report.started_at = Status.QUEUED, "", None
    report.progress, report.rows = 0, None
    report.save()
    record(REPORT_QUEUED, report)
    if stored_as:
        transaction.on_commit(lambda: REPORTS.remove(stored_as))
