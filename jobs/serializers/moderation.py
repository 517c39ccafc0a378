"""The shapes of moderation: the queue, decisions, and flags."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from accounts.actor import Actor
from accounts.paths import user_path
from jobs.models import JobFlag
from jobs.serializers.shapes import card_shape, job_shape
from jobs.serializers.shown import CardOut, JobOut
from jobs.services.flagging import flag_path
from jobs.services.moderating import changes_of
from jobs.terms import FlagOutcome, FlagReason, QueueReason, RejectReason
from kernel import fields
from kernel.serializers import StrictSerializer
from kernel.urls import absolute_url

Shape = dict[str, Any]
LONGEST_COMMENT = 500
"""As much as a mail shows of a text."""
LONGEST_DETAIL = 2000


class ChangeOut(StrictSerializer):
    """What a field said when it was last approved, and what it says now."""

    before = serializers.CharField()
    after = serializers.CharField()


class QueueOut(StrictSerializer):
    """Why a job waits for a moderator."""

    reason = serializers.ChoiceField(QueueReason.values)
    since = serializers.DateTimeField()
    changes = serializers.DictField(
        child=ChangeOut(), help_text="Of title, description and apply_url."
    )
    flags = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many flags are open, by their reason.",
    )


class ModeratedJobOut(JobOut):
    """A job as moderators see it."""

    queue = QueueOut(allow_null=True, help_text="Null when it waits for nobody.")


class FlagOut(StrictSerializer):
    """What an account says is wrong with a job."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    job = serializers.UUIDField()
    reason = serializers.ChoiceField(FlagReason.values)
    detail = serializers.CharField()
    outcome = serializers.ChoiceField(FlagOutcome.values, allow_null=True)
    created_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class FlaggerOut(StrictSerializer):
    """Who flagged a job."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    email = serializers.CharField()


class ModeratedFlagOut(FlagOut):
    """A flag as moderators see it."""

    job = CardOut()  # type: ignore[assignment]  # moderators see more than its id
    flagged_by = FlaggerOut()
    resolved_by = serializers.UUIDField(allow_null=True)


class RejectIn(StrictSerializer):
    """Why a job is not published."""

    reason = fields.Choice(choices=RejectReason.values)
    comment = fields.LongText(
        max_length=LONGEST_COMMENT, required=False, allow_blank=True
    )


class FreezeIn(StrictSerializer):
    """Why a job is taken off the board."""

    reason = fields.Choice(choices=RejectReason.values, required=False)
    comment = fields.LongText(
        max_length=LONGEST_COMMENT, required=False, allow_blank=True
    )


class FlagIn(StrictSerializer):
    """What somebody finds wrong with a job."""

    id = fields.Text(max_length=36, read_only=True)
    url = fields.Text(max_length=500, read_only=True)
    job = fields.Text(max_length=36, read_only=True)
    reason = fields.Choice(choices=FlagReason.values)
    detail = fields.LongText(
        max_length=LONGEST_DETAIL, required=False, allow_blank=True
    )
    outcome = fields.Text(max_length=10, read_only=True)
    created_at = fields.Instant(read_only=True)
    resolved_at = fields.Instant(read_only=True)


class ResolveIn(StrictSerializer):
    """What a moderator makes of a flag."""

    outcome = fields.Choice(choices=FlagOutcome.values)


def moderated_shape(request: HttpRequest, actor: Actor) -> Callable[[Any], Shape]:
    """Return how jobs that came `as_moderated()` are shown to admins."""
    whole = job_shape(request, actor)

    def shape(job: Any) -> Shape:
        return {**whole(job), "queue": _queue_of(job)}

    return shape


def flag_shape(request: HttpRequest) -> Callable[[JobFlag], Shape]:
    """Return how a flag is shown to whoever flagged."""

    def shape(flag: JobFlag) -> Shape:
        return {
            "id": flag.pk,
            "url": absolute_url(request, flag_path(flag)),
            "job": flag.job_id,
            **_said(flag),
        }

    return shape


def moderated_flag_shape(
    request: HttpRequest, actor: Actor
) -> Callable[[JobFlag], Shape]:
    """Return how flags, with their job's card and their user, are shown to admins."""
    card = card_shape(request, actor)

    def shape(flag: JobFlag) -> Shape:
        place = f"/api/v1/moderation/flags/{flag.pk}/"
        return {
            "id": flag.pk,
            "url": absolute_url(request, place),
            "job": card(flag.job),
            **_said(flag),
            "flagged_by": {
                "id": flag.user_id,
                "url": absolute_url(request, user_path(flag.user_id)),
                "email": flag.user.email,
            },
            "resolved_by": flag.resolved_by_id,
        }

    return shape


def _said(flag: JobFlag) -> Shape:
    return {
        "reason": flag.reason,
        "detail": flag.detail,
        "outcome": flag.outcome or None,
        "created_at": flag.created_at,
        "resolved_at": flag.resolved_at,
    }


def _queue_of(job: Any) -> Shape | None:
    if job.queued_at is None:
        return None
    return {
        "reason": job.queue_reason,
        "since": job.queued_at,
        "changes": changes_of(job),
        "flags": {told["reason"]: told["flags"] for told in job.open_flags},
    }
