"""What is left of exports: work that was lost, files past their time, old rows."""

from datetime import timedelta
from functools import partial
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.files import EXPORTS
from accounts.models import Export, User
from accounts.services.exporting import fail_export, let_expire
from events.models import Delivery, Event

BATCH = 500
QUIET = timedelta(minutes=5)
ALONE = timedelta(hours=1)
"""So long after its writing a file has its row, or never will have."""
REMEMBERED = timedelta(days=30)


def end_lost() -> int:
    """End exports that nobody will make any more; say how many there were."""
    old = Export.objects.unfinished().filter(created_at__lt=Now() - QUIET)
    lost = [each.pk for each in old[:BATCH] if not _is_worked_on(each)]
    return sum(map(fail_export, lost))


def _is_worked_on(export: Export) -> bool:
    """Tell whether it is to be made, or is being made."""
    if Event.objects.filter(position__isnull=True, subject=export.key).exists():
        return True
    consumers = Delivery.objects.still_open().filter(consumer__startswith="accounts.")
    return consumers.filter(event__subject=export.key).exists()


def expire_old() -> int:
    """Remove a batch of files whose time is over; say how many there were."""
    over = Export.objects.ready().filter(expires_at__lte=Now())
    return sum(map(_expire, list(over.values_list("pk", flat=True)[:BATCH])))


@transaction.atomic
def _expire(export_id: UUID) -> int:
    held = Export.objects.ready().filter(pk=export_id)
    export = held.select_for_update(no_key=True).first()
    if export is None:
        return 0
    let_expire(export)
    return 1


def sweep_files() -> int:
    """Remove files that no row names, a batch of names at a time; say how many went."""
    names, removed = EXPORTS.untouched(for_=ALONE), 0
    while batch := list(islice(names, BATCH)):
        rows = Export.objects.filter(stored_as__in=batch)
        for name in set(batch) - set(rows.values_list("stored_as", flat=True)):
            EXPORTS.remove(name)
            removed += 1
    return removed


def forget_old() -> int:
    """Delete a batch of exports that are long over; say how many there were."""
    old = Export.objects.filter(
        created_at__lt=Now() - REMEMBERED, finished_at__isnull=False, stored_as=""
    )
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    return Export.objects.filter(pk__in=ids).delete()[0]


def forget_exports(user: User) -> None:
    """Remove the file of an erased person's export; its row goes with the account.

    All are held, newest first as they are handed over: one that is made just now would
    get a file after we have looked, and finds that it is gone instead.
    """
    held = Export.objects.filter(user=user).order_by("-created_at", "-id")
    rows = held.select_for_update(no_key=True).values_list("stored_as", flat=True)
    for stored_as in filter(None, list(rows)):
        transaction.on_commit(partial(EXPORTS.remove, stored_as))
