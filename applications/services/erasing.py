"""Forgetting applications: what is left is what a company may count."""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.models import Membership, User
from applications.files import RESUMES
from applications.models import Application, Message, Note, Resume
from applications.services.recording import forget_release
from kernel.idempotency import forget_answers_naming


def forget_applicant(user: User) -> None:
    """Delete what a person sent and what was said of them, in the caller's transaction.

    Their applications stay as numbers: for which job, when, and how far they came.
    """
    held = Application.objects.filter(applicant=user).order_by("pk")
    sent = [each.pk for each in held.select_for_update(no_key=True).only("pk")]
    forget_applications(sent)
    files = list(Resume.objects.filter(user=user).values_list("stored_as", flat=True))
    Resume.objects.filter(user=user).delete()
    for stored_as in files:
        # One that is left because we die in between is swept away by its age.
        transaction.on_commit(partial(RESUMES.remove, stored_as))


def forget_applications(ids: Collection[UUID]) -> None:
    """Leave nothing of held applications but for which job, when, and how far."""
    Note.objects.filter(application__in=ids).delete()
    Message.objects.filter(application__in=ids).delete()
    for each in ids:
        forget_release(f"application:{each}")
    _forget_answers(ids)
    Application.files.through.objects.filter(application__in=ids).delete()
    Application.objects.filter(pk__in=ids).update(
        applicant=None, resume=None, cover_letter="", answers={}, questions=[]
    )


def _forget_answers(ids: Collection[UUID]) -> None:
    """Forget what members of the companies were answered about them of late."""
    companies = Application.objects.filter(pk__in=ids).values("company")
    members = Membership.objects.filter(company__in=companies).select_related("user")
    scopes = [each.user.key for each in members]
    forget_answers_naming(map(str, ids), scopes=scopes)
