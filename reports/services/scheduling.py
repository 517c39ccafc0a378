"""Schedules: kept by their owners, and asking for a report each time they are due."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from events.services import record_event
from kernel.problems import Conflict, NotAuthenticated, NotFound
from reports.cadences import days_before, next_slot
from reports.kinds import SCHEDULE_STOPPED
from reports.models import ReportSchedule, kinds_of
from reports.services.requesting import queue_slot, require_kind, rights_of
from reports.terms import IN_UTC

MOST = 20
"""So many schedules may a person have."""


class TooManySchedules(Conflict):
    """The person has as many schedules as one may have."""

    code = "too_many_schedules"
    title = "You have as many schedules as one may have"
    detail = f"Delete one first: {MOST} are the most. GET report-schedules/ lists them."


@transaction.atomic
def create_schedule(
    *, actor: Actor, kind: str, form: str, cadence: str, zone: str, is_active: bool
) -> ReportSchedule:
    """Ask for a report each day, week or month."""
    require_kind(actor, kind)
    # Held, so that two at once are counted one after the other.
    user = User.objects.select_for_update(no_key=True).filter(pk=actor.id).first()
    if user is None:
        raise NotAuthenticated
    # Those of a company that one has left are nothing to them, and fire no more.
    if ReportSchedule.objects.visible_to(actor).count() >= MOST:
        raise TooManySchedules
    return ReportSchedule.objects.create(
        user=user,
        company_id=None if actor.is_admin else actor.company,
        kind=kind,
        format=form,
        cadence=cadence,
        timezone=zone,
        is_active=is_active,
        next_at=next_slot(cadence, zone, after=timezone.now()),
    )


@transaction.atomic
def change_schedule(
    *, actor: Actor, schedule_id: UUID, check: Any, **changes: Any
) -> ReportSchedule:
    """Change what is asked for and when; times that passed meanwhile stay passed.

    `check` sees the held row and may refuse.
    """
    schedule = _hold(actor, schedule_id)
    check(schedule)
    if "kind" in changes:
        require_kind(actor, changes["kind"])
    for name, value in changes.items():
        setattr(schedule, name, value)
    if changes:
        now = timezone.now()
        schedule.next_at = next_slot(schedule.cadence, schedule.timezone, after=now)
        schedule.updated_at = now
        schedule.save(update_fields=[*changes, "next_at", "updated_at"])
    return schedule


@transaction.atomic
def delete_schedule(*, actor: Actor, schedule_id: UUID) -> None:
    """Ask for no more reports; those that were asked for stay."""
    _hold(actor, schedule_id).delete()


def _hold(actor: Actor, schedule_id: UUID) -> ReportSchedule:
    rows = ReportSchedule.objects.visible_to(actor).select_for_update(no_key=True)
    schedule = rows.filter(pk=schedule_id).first()
    if schedule is None:
        raise NotFound
    return schedule


@transaction.atomic
def fire_due(*, now: datetime, most: int = 100) -> int:
    """Ask for the reports of schedules that are due; say how many schedules were.

    Each is asked for the earliest time that it was not asked for yet: what was missed
    is made up for, one after the other.
    """
    due = ReportSchedule.objects.due(now)
    held = list(due.select_for_update(no_key=True, skip_locked=True)[:most])
    for schedule in held:
        _fire(schedule)
    return len(held)


def _fire(schedule: ReportSchedule) -> None:
    if not _may_still_have(schedule):
        schedule.is_active = False
        schedule.save(update_fields=["is_active"])
        owner = f"user:{schedule.user_id}"
        record_event(
            kind=SCHEDULE_STOPPED.name,
            actor="system",
            subject=schedule.key,
            audience=[owner],
            payload={"schedule": str(schedule.pk), "kind": schedule.kind},
        )
        return
    slot, zone = schedule.next_at, schedule.timezone
    counted_in = "UTC" if schedule.kind in IN_UTC else zone
    queue_slot(schedule, slot, days_before(schedule.cadence, counted_in, slot=slot))
    schedule.next_at = next_slot(schedule.cadence, zone, after=slot)
    schedule.save(update_fields=["next_at"])


def _may_still_have(schedule: ReportSchedule) -> bool:
    actor = rights_of(schedule.user_id)
    if actor is None or schedule.kind not in kinds_of(actor):
        return False
    return actor.is_admin or actor.company == schedule.company_id
