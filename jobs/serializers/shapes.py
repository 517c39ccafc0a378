"""Jobs as callers see them: the database's card, with what depends on who asks."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.models import User
from jobs.actions import actions_for
from jobs.catalogue.categories import CATEGORIES
from jobs.models import JobMove
from jobs.models.jobs import job_path
from jobs.models.moderation import By
from kernel.urls import absolute_url

Shape = dict[str, Any]
CARD_COLUMNS = (
    "company_id",
    "status",
    "published_at",
    "queued_at",
    "frozen_at",
    "created_at",
    "apply_method",
)
"""What lists need of a job beside its card: to order it, and for its actions."""


def card_shape(request: HttpRequest, actor: Actor) -> Callable[[Any], Shape]:
    """Return how jobs that came `with_card()` are shown in lists."""

    def shape(job: Any) -> Shape:
        shown: Shape = orjson.loads(job.card)
        shown["url"] = absolute_url(request, job_path(job.pk))
        shown["actions"] = actions_for(job, actor)
        return shown

    return shape


def job_shape(request: HttpRequest, actor: Actor) -> Callable[[Any], Shape]:
    """Return how one job that came `with_card()` is shown."""
    card = card_shape(request, actor)

    def shape(job: Any) -> Shape:
        said = {"description": job.description, "questions": job.questions}
        return {**card(job), **said}

    return shape


def move_shape(actor: Actor) -> Callable[[JobMove], Shape]:
    """Return how a step in a job's life is shown.

    A moderator is a name to other moderators only; a company's own people see theirs.
    """

    def shape(move: JobMove) -> Shape:
        is_known = actor.is_admin or move.by == By.COMPANY
        return {
            "id": move.pk,
            "at": move.at,
            "action": move.action,
            "from": move.from_status,
            "to": move.to_status,
            "reason": move.reason or None,
            "comment": move.comment,
            "by": move.by,
            "user": _person(move.user) if move.user and is_known else None,
        }

    return shape


def _person(user: User) -> Shape:
    return {"id": user.pk, "full_name": user.full_name}


def category_shapes(counts: Mapping[str, int]) -> list[Shape]:
    """Return all categories, with how many jobs each has."""
    return [
        {"slug": slug, "name": name, "jobs": counts.get(slug, 0)}
        for slug, name in CATEGORIES.items()
    ]
