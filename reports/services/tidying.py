"""What is left of reports: work that was lost, files, rows of those long over."""

from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from events.models import Delivery, Event
from reports.files import REPORTS
from reports.models import Report
from reports.services.building import fail_report
from reports.services.requesting import begin_next
from reports.terms import Status

CONSUMER = "reports.build"
BATCH = 1_000
QUIET = timedelta(minutes=5)
ALONE = timedelta(hours=6)
"""So long after its writing a file has its row, or never will have."""
KEPT = timedelta(days=90)
LOST = "Something went wrong on our side. Ask for it again, or for fewer days."


def end_lost() -> int:
    """End running reports that nobody builds any more; say how many there were."""
    running = Report.objects.running().filter(started_at__lt=Now() - QUIET)
    lost = [report.pk for report in running if not _is_worked_on(report)]
    return sum(fail_report(report_id=pk, why=LOST) for pk in lost)


def begin_waiting() -> None:
    """Begin reports of persons who have none running; a safeguard, no more."""
    running = Report.objects.running().filter(user=OuterRef("user"))
    idle = Report.objects.waiting().filter(~Exists(running))
    for user in set(idle.values_list("user", flat=True)[:BATCH]):
        begin_next(user)


@transaction.atomic
def expire_outdated() -> int:
    """Take a batch of files away whose time is over; say how many."""
    rows = Report.objects.filter(status=Status.READY, expires_at__lte=Now())
    held = list(rows.select_for_update(no_key=True, skip_locked=True)[:BATCH])
    let_go(held)
    return len(held)


def let_go(held: list[Report]) -> None:
    """Expire held reports: their files and figures go with the commit."""
    names = [report.stored_as for report in held if report.stored_as]
    Report.objects.filter(pk__in=[report.pk for report in held]).update(
        status=Status.EXPIRED, stored_as="", size=None, figures=None
    )
    transaction.on_commit(lambda: remove_files(names))


def remove_files(names: list[str]) -> None:
    """Remove files; one that is left because we die here is swept away by its age."""
    for name in names:
        REPORTS.remove(name)


def forget_old() -> int:
    """Delete a batch of reports that ended long ago; say how many."""
    old = Report.objects.filter(finished_at__lt=Now() - KEPT)
    some = list(old.exclude(status=Status.READY).values_list("pk", flat=True)[:BATCH])
    return Report.objects.filter(pk__in=some).delete()[0]


def sweep_files() -> int:
    """Remove files that no row names, a batch of names at a time; say how many went."""
    names, removed = REPORTS.untouched(for_=ALONE), 0
    while batch := list(islice(names, BATCH)):
        rows = Report.objects.filter(stored_as__in=batch)
        for name in set(batch) - set(rows.values_list("stored_as", flat=True)):
            REPORTS.remove(name)
            removed += 1
    return removed


def _is_worked_on(report: Report) -> bool:
    """Tell whether it is to be built, or is being built."""
    if Event.objects.filter(position__isnull=True, subject=report.key).exists():
        return True
    return (
        Delivery.objects.still_open()
        .filter(consumer=CONSUMER, event__subject=report.key)
        .exists()
    )
