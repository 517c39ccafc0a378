"""Moving an application on: the one way its stage changes, with history and events."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.services.moderation import NotNow
from applications.allowed import WITHDRAW, allowed_for
from applications.kinds import (
    APPLICATION_MOVED,
    APPLICATION_REFUSAL_TOLD,
    APPLICATION_REJECTED,
    APPLICATION_REOPENED,
    APPLICATION_WITHDRAWN,
)
from applications.models import Application, ApplicationMove
from applications.models.applications import ApplicationQuerySet
from applications.services.recording import forget_release, record
from applications.services.talking import add_note
from applications.stages import REOPENED, Stage
from kernel.problems import FieldError, Forbidden, Invalid, NotFound

LONGEST_WAIT = timedelta(days=90)
"""So far ahead may the release of a rejection lie."""


@transaction.atomic
def move_application(
    *,
    actor: Actor,
    application_id: UUID,
    to: str,
    reason: str = "",
    note: str = "",
    notify_at: datetime | None = None,
) -> None:
    """Take an application to another stage, or say where it may be taken."""
    check_move(to=to, reason=reason, notify_at=notify_at)
    application = lock_application(actor, application_id)
    if not actor.is_recruiting:
        raise Forbidden
    if to not in allowed_for(application, actor):
        raise refusal(application, to, actor)
    if note:
        add_note(application, actor=actor, text=note)
    if to == REOPENED:
        _reopen(application, actor)
    elif to == Stage.REJECTED:
        _reject(application, actor, reason=reason, release_at=notify_at)
    else:
        _advance(application, actor, Stage(to))


@transaction.atomic
def withdraw_application(*, actor: Actor, application_id: UUID) -> None:
    """Take one's own application back, for good; a rejection not yet told is no bar."""
    application = lock_application(actor, application_id)
    if WITHDRAW not in allowed_for(application, actor):
        raise refusal(application, WITHDRAW, actor)
    now, before = timezone.now(), application.stage_now
    if application.stage == Stage.REJECTED:
        _forget_release(application)
    gone = {"stage": Stage.WITHDRAWN, "stage_before": "", "reason": ""}
    _save(application, **gone, release_at=None, told_at=now, now=now)
    # From where the applicant knew it to be: this line is theirs to read.
    _note_move(application, Stage.WITHDRAWN, before, actor, told_at=now)
    record(APPLICATION_WITHDRAWN, application, actor=actor, to_applicant=True)


def check_move(*, to: str, reason: str, notify_at: datetime | None) -> None:
    """Refuse what only a rejection may carry, and a release that is not ahead."""
    errors: list[FieldError] = []
    if to != Stage.REJECTED:
        said = {"reason": reason, "notify_at": notify_at}
        errors = [
            _error(name, "not_possible", "Only a rejection carries this.")
            for name, value in said.items()
            if value
        ]
    elif notify_at is not None and not (
        timezone.now() < notify_at <= timezone.now() + LONGEST_WAIT
    ):
        detail = f"It must lie ahead, by at most {LONGEST_WAIT.days} days."
        errors = [_error("notify_at", "not_ahead", detail)]
    if errors:
        raise Invalid(errors=errors)


def lock_application(actor: Actor, application_id: UUID) -> Any:
    """Hold one of the caller's applications, with its stage as they know it."""
    rows: ApplicationQuerySet = Application.objects.visible_to(actor)
    known = rows.as_known_to(actor).held()
    application = known.filter(pk=application_id).first()
    if application is None:
        raise NotFound
    return application


def refusal(application: Any, to: str, actor: Actor) -> NotNow:
    """Say that something cannot be done now, and what can."""
    detail = f"An application that is {application.stage_now} is not taken to {to}."
    return NotNow(detail, allowed=allowed_for(application, actor))


def _advance(application: Application, actor: Actor, to: Stage) -> None:
    now, before = timezone.now(), application.stage
    _save(application, stage=to, told_at=now, now=now)
    _note_move(application, to, before, actor, told_at=now)
    told = {"from": str(before), "to": str(to)}
    record(APPLICATION_MOVED, application, actor=actor, to_applicant=True, fields=told)


def _reject(
    application: Application, actor: Actor, *, reason: str, release_at: datetime | None
) -> None:
    now, before = timezone.now(), application.stage
    told_at = application.told_at if release_at else now
    _save(
        application,
        stage=Stage.REJECTED,
        stage_before=before,
        reason=reason,
        release_at=release_at,
        told_at=told_at,
        now=now,
    )
    _note_move(
        application,
        Stage.REJECTED,
        before,
        actor,
        told_at=release_at or now,
        reason=reason,
    )
    told = {"from": str(before), "reason": reason}
    record(
        APPLICATION_REJECTED, application, actor=actor, to_applicant=False, fields=told
    )
    record(
        APPLICATION_REFUSAL_TOLD,
        application,
        actor=actor,
        to_applicant=True,
        to_company=False,
        not_before=release_at,
    )


def _reopen(application: Application, actor: Actor) -> None:
    """Take a rejection back; one that was not told yet never was, to the applicant."""
    now, back = timezone.now(), Stage(application.stage_before)
    was_told = application.release_at is None or application.release_at <= now
    if not was_told:
        _forget_release(application)
    told = {"told_at": now} if was_told else {}
    _save(
        application,
        stage=back,
        stage_before="",
        reason="",
        release_at=None,
        now=now,
        **told,
    )
    _note_move(
        application, REOPENED, Stage.REJECTED, actor, told_at=now if was_told else None
    )
    record(
        APPLICATION_REOPENED,
        application,
        actor=actor,
        to_applicant=was_told,
        fields={"to": str(back)},
    )


def _forget_release(application: Application) -> None:
    """See to it that a rejection that was not told is never told."""
    forget_release(application.key)
    latest = application.moves.filter(to=Stage.REJECTED).order_by("-at", "-id").first()
    if latest is not None:
        latest.told_at = None
        latest.save(update_fields=["told_at"])


def _save(application: Any, *, now: datetime, **changes: Any) -> None:
    for name, value in {"updated_at": now, **changes}.items():
        setattr(application, name, value)
    application.save(update_fields=["updated_at", *changes])
    application.stage_now = application.stage


def _note_move(
    application: Application,
    to: str,
    before: str,
    actor: Actor,
    *,
    told_at: datetime | None,
    reason: str = "",
) -> None:
    ApplicationMove.objects.create(
        application=application,
        at=application.updated_at,
        to=to,
        from_stage=before,
        to_stage=application.stage,
        reason=reason,
        user_id=actor.id,
        told_at=told_at,
    )


def _error(field: str, code: str, detail: str) -> FieldError:
    return {"field": field, "code": code, "detail": detail}
