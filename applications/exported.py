"""What applications hold about a person, as that person may know it.

What an applicant sent and was told; never a note of the company, its reasons, or a
rejection that is not released. Of employers what they wrote, as long as they may read
what they wrote it about.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now

from accounts.actor import Actor
from accounts.exports import Row, add_files, add_section, leave_out
from accounts.models import User
from accounts.roles import Role
from accounts.services.rights import actor_with_rights_of
from applications.files import RESUMES
from applications.models import Application, ApplicationMove, Message, Note, Resume
from applications.models.resumes import Scan
from applications.models.talk import Side


def _sent(user: User) -> QuerySet[Any]:
    """Return what the person sent, as an applicant knows it, whatever they are now."""
    applicant = Actor(id=user.pk, role=Role.APPLICANT)
    rows = Application.objects.filter(applicant=user).as_known_to(applicant)
    return rows.order_by("submitted_at", "id")


add_section(
    "applications",
    "What you applied for, what you sent, and where it stands.",
    _sent,
    *("id", "submitted_at", "viewed_at", "cover_letter", "answers", "questions"),
    shown={
        "job": "job_id",
        "title": "job__title",
        "company": "company_id",
        "company_name": "company__name",
        "resume": "resume_id",
        "status": "stage_now",
        "updated_at": "changed_at",
    },
    holds=("applicant", "stage", "stage_before", "release_at", "told_at"),
)
leave_out(
    "the company's: its reason, and when it last did something that is not told",
    "applications_application.reason",
    "applications_application.updated_at",
)
leave_out(
    "the words of your name, letter and résumé once more, to be found by",
    "applications_application.words",
)

add_section(
    "application_files",
    "Which of your files were sent with which application.",
    lambda user: Application.files.through.objects.filter(
        application__applicant=user
    ).order_by("id"),
    shown={"application": "application_id", "resume": "resume_id"},
)
leave_out("a number of the row alone", "applications_application_files.id")


def _told(user: User) -> QuerySet[Any]:
    by = Case(
        When(user=user, then=Value(Side.APPLICANT.value)),
        default=Value(Side.COMPANY.value),
    )
    rows = ApplicationMove.objects.filter(application__applicant=user)
    told = rows.filter(told_at__lte=Now()).annotate(by_side=by)
    return told.order_by("told_at", "id")


add_section(
    "application_steps",
    "The steps of your applications that you were told of.",
    _told,
    shown={
        "id": "id",
        "application": "application_id",
        "to": "to",
        "status": "to_stage",
        "at": "told_at",
        "by": "by_side",
    },
)
add_section(
    "application_steps_taken",
    "Steps that you took with applications of others.",
    lambda user: (
        ApplicationMove.objects.filter(user=user)
        .exclude(application__applicant=user)
        .order_by("at", "id")
    ),
    *("id", "to", "from_stage", "to_stage", "reason", "at"),
    shown={"application": "application_id"},
    holds=("user",),
)

add_section(
    "messages",
    "What you and companies wrote to each other about your applications.",
    lambda user: Message.objects.filter(application__applicant=user).order_by("id"),
    *("id", "side", "text", "created_at"),
    shown={"application": "application_id", "author": "author__full_name"},
)


def _written(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Add the text where the person may still see what it is about."""
    seen = Application.objects.visible_to(actor_with_rights_of(user)).values("pk")
    shown = Case(When(Q(application__in=seen), then=F("text")), default=None)
    written: QuerySet[Any] = rows.filter(author=user).annotate(text_now=shown)
    return written.order_by("id")


add_section(
    "messages_written",
    "What you wrote to applicants for your company.",
    lambda user: _written(Message.objects.filter(side=Side.COMPANY), user),
    *("id", "created_at"),
    shown={"application": "application_id", "text": "text_now"},
    holds=("author",),
)
add_section(
    "notes_written",
    "What you noted about applications to your company.",
    lambda user: _written(Note.objects.all(), user),
    *("id", "created_at"),
    shown={"application": "application_id", "text": "text_now"},
    holds=("author", "text"),
)


def _with_file(row: Row) -> Row:
    is_here = row["status"] == Scan.READY
    return {
        **row,
        "file": f"files/{_name(row['id'], row['kind'])}" if is_here else None,
    }


def _name(resume_id: object, kind: str) -> str:
    return f"{resume_id}.{kind}"


add_section(
    "resumes",
    "Résumés and other files that you handed in, with the words found in them.",
    lambda user: Resume.objects.filter(user=user).order_by("created_at", "id"),
    *("id", "name", "kind", "size", "status", "created_at", "removed_at", "text"),
    finish=_with_file,
)
leave_out("where we keep the file", "applications_resume.stored_as")


@add_files
def _resumes(user: User) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """Yield the files that a scanner, if there is one, has found harmless."""
    rows = Resume.objects.filter(user=user, status=Scan.READY).order_by("id")
    named = rows.values_list("pk", "kind", "stored_as")
    for pk, kind, stored_as in named.iterator(chunk_size=50):
        yield _name(pk, kind), partial(RESUMES.open, stored_as)
