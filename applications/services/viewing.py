"""Reading applications: the first time a company does is noted."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from applications.kinds import APPLICATION_VIEWED
from applications.models import Application
from applications.services.recording import record


@transaction.atomic
def note_view(*, actor: Actor, application_id: UUID) -> None:
    """Note that somebody of the company has read an application, once.

    A program that fetches applications with a key has read nothing.
    """
    unread = Application.objects.visible_to(actor).filter(viewed_at__isnull=True)
    application = unread.held().filter(pk=application_id).first()
    if application is None:
        return
    application.viewed_at = timezone.now()
    application.save(update_fields=["viewed_at"])
    record(APPLICATION_VIEWED, application, actor=actor, to_applicant=True)
