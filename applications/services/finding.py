"""Applications as lists and pages need them, and how many there are of each."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch
from django.db.models.functions import Now

from accounts.actor import Actor
from applications.models import Application, ApplicationMove, Message, Note
from applications.models.applications import ApplicationQuerySet
from jobs.models import Job
from kernel.problems import NotFound


def shown_applications(actor: Actor) -> ApplicationQuerySet:
    """Return those that the caller may see, with all that is shown of them."""
    cards = Prefetch("job", Job.objects.with_card())
    rows: ApplicationQuerySet = Application.objects.visible_to(actor)
    rows = rows.as_known_to(actor).defer("words")
    return rows.select_related("applicant", "resume").prefetch_related(cards)


def find_application(actor: Actor, application_id: UUID) -> Any:
    """Return one that the caller may see."""
    application = shown_applications(actor).filter(pk=application_id).first()
    if application is None:
        raise NotFound
    return application


def count_stages(rows: Any) -> dict[str, int]:
    """Return how many there are in each stage, as far as the caller may know."""
    counted = rows.order_by().values("stage_now").annotate(n=Count("pk"))
    return dict(counted.values_list("stage_now", "n"))


def steps_of(actor: Actor, application_id: UUID) -> Any:
    """Return the steps that the caller may know of."""
    moves = ApplicationMove.objects.filter(application=application_id)
    if actor.is_member:
        return moves.select_related("user")
    return moves.filter(told_at__lte=Now())


def notes_of(application_id: UUID) -> Any:
    """Return the notes about an application."""
    return Note.objects.filter(application=application_id).select_related("author")


def messages_of(application_id: UUID) -> Any:
    """Return what the sides wrote to each other."""
    rows = Message.objects.filter(application=application_id)
    return rows.select_related("author")
