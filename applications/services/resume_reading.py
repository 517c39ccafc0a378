"""Links to the files of résumés: for a minute, for one account, and checked again."""

from typing import BinaryIO
from uuid import UUID

from accounts.actor import Actor
from accounts.services.file_links import reader_of_link, sign_file_link
from applications.files import RESUMES
from applications.models import Resume
from applications.models.resumes import Scan
from kernel.problems import Conflict, NotFound

_SALT = "applications.resumes"


class ResumePending(Conflict):
    """The scanner has not looked at the file yet."""

    code = "resume_pending"
    title = "This file is still being scanned"
    detail = "Try again in a moment."


def sign_link(*, actor: Actor, resume: Resume) -> str:
    """Return what opens a file for its reader, for a minute."""
    if resume.status == Scan.PENDING:
        raise ResumePending(headers={"Retry-After": "5"})
    return sign_file_link(salt=_SALT, thing=resume.pk, actor=actor)


def open_file(*, resume_id: UUID, token: str, actor: Actor) -> tuple[Resume, BinaryIO]:
    """Open the file that a link leads to, if its reader may read it at this moment."""
    reader = reader_of_link(salt=_SALT, thing=resume_id, token=token, actor=actor)
    rows = Resume.objects.readable_by(reader).filter(status=Scan.READY)
    resume = rows.filter(pk=resume_id).first()
    if resume is None:
        raise NotFound
    try:
        return resume, RESUMES.open(resume.stored_as)
    except FileNotFoundError as error:
        raise NotFound("The file is gone.") from error
