"""Résumés as they come and go: a file with its row, and neither without the other."""

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from applications.files import RESUMES
from applications.models import Resume
from applications.models.resumes import Scan
from applications.resume_kinds import RESUME_HANDED_IN
from applications.resumes.examining import Findings
from applications.resumes.scanner import is_on
from events.services import record_event
from kernel.problems import Conflict, NotAuthenticated, NotFound
from kernel.uploads import Received

MOST = 20
"""So many résumés may a person have."""


class TooManyResumes(Conflict):
    """The person has as many résumés as one may have."""

    code = "too_many_resumes"
    title = "You have as many résumés as one may have"
    detail = f"Delete one first: {MOST} are the most. GET resumes/ lists them."


@transaction.atomic
def keep_resume(*, actor: Actor, file: Received, findings: Findings) -> Resume:
    """Keep a file that was looked at; with a scanner it waits for that."""
    if actor.id is None:
        raise NotAuthenticated
    # Held, so that two at once are counted one after the other.
    if User.objects.select_for_update(no_key=True).filter(pk=actor.id).first() is None:
        raise NotAuthenticated
    if Resume.objects.owned_by(actor).count() >= MOST:
        raise TooManyResumes
    resume = Resume.objects.create(
        user_id=actor.id,
        name=findings.name,
        kind=findings.kind,
        size=file.size or 0,
        stored_as=file.stored_as,
        text=findings.text,
        status=Scan.PENDING if is_on() else Scan.READY,
    )
    record_event(
        kind=RESUME_HANDED_IN.name,
        actor=actor.key or "system",
        subject=resume.key,
        audience=[f"user:{actor.id}"],
        payload={"kind": resume.kind},
    )
    file.keep()  # should the commit fail, it lies there without a row and is swept away
    return resume


@transaction.atomic
def delete_resume(*, actor: Actor, resume: Resume) -> None:
    """Delete a person's résumé; those who received it keep it.

    Held, for whoever applies with it holds it too: either they find it gone, or we find
    their application.
    """
    rows = Resume.objects.owned_by(actor).select_for_update()
    held = rows.filter(pk=resume.pk).first()
    if held is None:
        raise NotFound
    if held.applications.exists():
        held.removed_at = timezone.now()
        held.save(update_fields=["removed_at"])
        return
    drop(held)


def drop(held: Resume) -> None:
    """Delete a held résumé's row and, once that is certain, its file."""
    stored_as = held.stored_as
    held.delete()
    transaction.on_commit(lambda: RESUMES.remove(stored_as))
