"""What happens on the demo board today, by the services that the API calls.

Dana and Eve hand in a résumé each and apply; Acme looks, writes, invites, and refuses
somebody who will hear of it in three days.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.services.rights import actor_with_rights_of
from applications.demo_past import answers_to, letter_for
from applications.demo_stories import DANA_CV, EVE_CV
from applications.files import RESUMES
from applications.models import Resume
from applications.resumes.examining import examine
from applications.services.applying import apply_for_job
from applications.services.moving import move_application
from applications.services.resume_keeping import keep_resume
from applications.services.talking import send_message
from applications.services.viewing import note_view
from applications.stages import Reason, Stage
from jobs.models import Job
from kernel.uploads import Received

TOLD_IN = timedelta(days=3)


class File(NamedTuple):
    """A résumé: whose it is, what it is called, and what it says."""

    email: str
    name: str
    content: str


FILES = (
    File("dana@example.org", "Dana Diaz.txt", DANA_CV),
    File("eve@example.org", "CV Eve.rtf", EVE_CV),
)
RECRUITER = "bob@example.org"
JOBS = 2 * len(FILES)
"""Each of them applies for two."""


def act_today(jobs: Sequence[Job]) -> int:
    """Let the people of the demo do what they do today; say how many apply."""
    bob = _actor(RECRUITER)
    if len(jobs) < JOBS or bob is None:
        return 0
    sent: list[UUID] = []
    for number, file in enumerate(FILES):
        actor = _actor(file.email)
        if actor is None:
            return len(sent)
        resume = _hand_in(actor, file)
        for job in jobs[number * 2 : number * 2 + 2]:
            application = apply_for_job(
                actor=actor,
                job_id=job.pk,
                resume=str(resume.pk),
                cover_letter=letter_for(job, number=number),
                answers=answers_to(job.questions),
            )
            sent.append(application.pk)
    _work(bob, *sent)
    return len(sent)


def _work(bob: Actor, invited: UUID, refused: UUID, *others: UUID) -> None:
    """Let a recruiter invite one and refuse another, and leave the rest for later."""
    for each in (invited, refused):
        note_view(actor=bob, application_id=each)
    move_application(
        actor=bob,
        application_id=invited,
        to=Stage.INTERVIEW,
        note="Just what the second hall needs. Ask about shifts.",
    )
    text = "Hello! Would Tuesday at ten suit you? It is the red gate."
    send_message(actor=bob, application_id=invited, text=text)
    move_application(
        actor=bob,
        application_id=refused,
        to=Stage.REJECTED,
        reason=Reason.POSITION_FILLED,
        note="We tell them when the contract of the other one is signed.",
        notify_at=timezone.now() + TOLD_IN,
    )


def _hand_in(actor: Actor, file: File) -> Resume:
    """Hand a résumé in, and have it looked at, as an upload would be."""
    stored_as, opened = RESUMES.create()
    size = opened.write(file.content.encode())
    content = RESUMES.finish(stored_as, opened)
    with Received(RESUMES, stored_as, content, name=file.name, size=size) as received:
        findings = examine(content, name=file.name, declared="")
        return keep_resume(actor=actor, file=received, findings=findings)


def _actor(email: str) -> Actor | None:
    """Return somebody as rules know them, if they are still there."""
    user = User.objects.filter(email_key=email, is_active=True).first()
    return actor_with_rights_of(user) if user else None
