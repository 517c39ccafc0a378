"""Forgetting an applicant: what is left is what a company may count."""

from django.db import transaction

from accounts.models import User
from applications.files import RESUMES
from applications.models import Application, Message, Note, Resume
from applications.services.recording import forget_release


def forget_applicant(user: User) -> None:
    """Delete what a person sent and what was said of them, in the caller's transaction.

    Their applications stay as numbers: for which job, when, and how far they came.
    """
    held = Application.objects.filter(applicant=user).order_by("pk")
    sent = [each.pk for each in held.select_for_update(no_key=True).only("pk")]
    Note.objects.filter(application__in=sent).delete()
    Message.objects.filter(application__in=sent).delete()
    for each in sent:
        forget_release(f"application:{each}")
    Application.files.through.objects.filter(application__in=sent).delete()
    Application.objects.filter(pk__in=sent).update(
        applicant=None, resume=None, cover_letter="", answers={}, questions=[]
    )
    files = list(Resume.objects.filter(user=user).values_list("stored_as", flat=True))
    Resume.objects.filter(user=user).delete()
    transaction.on_commit(lambda: _remove(files))


def _remove(files: list[str]) -> None:
    """Remove files; one that is left because we die here is swept away by its age."""
    for stored_as in files:
        RESUMES.remove(stored_as)
