"""What is said of applications: notes within a company, messages between the sides."""

from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from applications.kinds import APPLICATION_NOTED, MESSAGE_SENT
from applications.limits import MESSAGES_BY
from applications.models import Application, Message, Note
from applications.models.talk import Side
from applications.services.recording import record
from kernel.limits import require
from kernel.problems import NotFound


@transaction.atomic
def write_note(*, actor: Actor, application_id: UUID, text: str) -> Note:
    """Write down what only members of the company read."""
    return add_note(_find(actor, application_id), actor=actor, text=text)


def add_note(application: Application, *, actor: Actor, text: str) -> Note:
    """Add a note to an application that was found for its company."""
    note = Note.objects.create(application=application, author_id=actor.id, text=text)
    told = {"note": str(note.pk)}
    record(APPLICATION_NOTED, application, actor=actor, to_applicant=False, fields=told)
    return note


@transaction.atomic
def send_message(*, actor: Actor, application_id: UUID, text: str) -> Message:
    """Write to the other side."""
    application = _find(actor, application_id)
    require(MESSAGES_BY, str(actor.id))
    message = Message.objects.create(
        application=application,
        side=Side.APPLICANT if actor.is_applicant else Side.COMPANY,
        author_id=actor.id,
        text=text,
    )
    told = {"message": str(message.pk), "side": str(message.side)}
    record(MESSAGE_SENT, application, actor=actor, to_applicant=True, fields=told)
    return message


def _find(actor: Actor, application_id: UUID) -> Application:
    """Return one of the caller's applications, held so that it is not erased."""
    rows = Application.objects.visible_to(actor).held()
    application: Application | None = rows.filter(pk=application_id).first()
    if application is None:
        raise NotFound
    return application
