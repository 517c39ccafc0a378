"""Links to the files of résumés: for a minute, for one account, and checked again."""

from typing import BinaryIO
from uuid import UUID

from django.core import signing

from accounts.actor import Actor
from accounts.models import Membership, User
from applications.files import RESUMES
from applications.models import Resume
from applications.models.resumes import Scan
from kernel.ids import id_in
from kernel.problems import Conflict, NotFound

SECONDS = 60
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
    return signing.dumps([str(resume.pk), str(actor.id)], salt=_SALT)


def open_file(*, resume_id: UUID, token: str, actor: Actor) -> tuple[Resume, BinaryIO]:
    """Open the file that a link leads to, if its reader may read it at this moment.

    A browser follows the link without saying who it is; whoever does say it must be the
    one that it was made for.
    """
    reader = _reader(token, resume_id)
    if actor.id is not None and actor.id != reader.id:
        raise NotFound
    rows = Resume.objects.readable_by(reader).filter(status=Scan.READY)
    resume = rows.filter(pk=resume_id).first()
    if resume is None:
        raise NotFound
    try:
        return resume, RESUMES.open(resume.stored_as)
    except FileNotFoundError as error:
        raise NotFound("The file is gone.") from error


def _reader(token: str, resume_id: UUID) -> Actor:
    """Return whom a link was made for, with the rights that they have now."""
    try:
        signed_id, user_id = signing.loads(token, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotFound from error
    if id_in(str(signed_id)) != resume_id:
        raise NotFound
    rows = User.objects.filter(is_active=True, email_verified_at__isnull=False)
    user = rows.filter(pk=id_in(str(user_id))).first()
    if user is None:
        raise NotFound
    membership = Membership.objects.filter(user=user).first()
    return Actor(
        id=user.pk,
        role=user.role,
        company=membership.company_id if membership else None,
        company_role=membership.company_role if membership else "",
    )
