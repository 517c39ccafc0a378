"""Erasing applications that their companies have kept for as long as they keep them.

The last contact is the latest step, message, or instant at which a rejection was to be
told; notes of the company among itself, and reading, are none.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Func, OuterRef
from django.db.models import DurationField as Duration
from django.db.models.functions import Greatest

from accounts.actor import NOBODY
from applications.kinds import APPLICATION_ERASED, RETENTION_CONTINUED
from applications.models import Application, Message
from applications.models.applications import ApplicationQuerySet
from applications.services.erasing import forget_applications
from applications.services.recording import record
from events.moment import database_now
from events.services import record_event

BATCH = 200
_SHORTEST = timedelta(days=28)
"""No company keeps them for less: what is younger need not be looked at."""


@transaction.atomic
def erase_batch() -> None:
    """Erase a batch, and have a delivery of its own look for more if there was one.

    What erases holds what others wait for who are erased at the same moment: so a
    transaction is one batch, and not as many as there is time for.
    """
    if erase_outdated():
        record_event(
            kind=RETENTION_CONTINUED.name,
            actor="system",
            subject="retention",
            audience=[],
            payload={},
        )


def erase_outdated(*, at: datetime | None = None) -> int:
    """Erase a batch of what was kept long enough; say how many there were.

    Whoever is writing to one of them at this moment is let through, and looked at the
    next time.
    """
    now = at or database_now()
    with transaction.atomic():
        oldest = outdated(now).order_by("updated_at")
        ids = list(oldest.values_list("pk", flat=True)[:BATCH])
        rows = Application.objects.filter(pk__in=ids).order_by("pk")
        held = rows.select_for_update(no_key=True, skip_locked=True).only("pk")
        # Asked again: a message may have been sent before we held the row.
        due = outdated(now).filter(pk__in=[each.pk for each in held])
        erased = list(due.defer("words").select_related("job__company"))
        for application in erased:
            record(APPLICATION_ERASED, application, actor=NOBODY, to_applicant=True)
        forget_applications([each.pk for each in erased])
    return len(erased)


def outdated(now: datetime) -> ApplicationQuerySet:
    """Return what was kept long enough, as companies say that they do."""
    last_step = Greatest("updated_at", "release_at")
    there: ApplicationQuerySet = Application.objects.filter(
        applicant__isnull=False, updated_at__lte=now - _SHORTEST
    )
    kept = there.annotate(until=_later(last_step, F("company__retention_months")))
    messages = Message.objects.filter(application=OuterRef("pk"))
    recent = messages.annotate(
        until=_later(F("created_at"), OuterRef("company__retention_months"))
    ).filter(until__gt=now)
    return kept.filter(~Exists(recent), until__lte=now)


def _later(instant: Any, months: Any) -> Any:
    """Return an instant so many months later, as calendars count them."""
    interval = Func(
        months,
        template="make_interval(months => (%(expressions)s)::integer)",
        output_field=Duration(),
    )
    return ExpressionWrapper(instant + interval, output_field=DateTimeField())
